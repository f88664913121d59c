using Microsoft.AspNetCore.Http;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteSimulator;

namespace NetSuiteConnectorAuth.Tests.Conventions.Offenders;

/// <summary>Code that breaks the rules, for the rules to be tried on.</summary>
public sealed class EntityThatCallsOut
{
    public static async Task<string> SaveAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync("http://127.0.0.1/");
    }
}

public sealed class FlowThatAnswersHttp
{
    public static IResult Answer() => Results.Ok();
}

public sealed class StoreThatCallsNetSuite(NetSuiteClient client)
{
    public override string ToString() => client.ToString()!;
}

public sealed class ServiceThatKnowsTheSimulator(SimulatorOptions options)
{
    public override string ToString() => options.ToString()!;
}
