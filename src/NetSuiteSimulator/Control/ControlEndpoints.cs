using System.Text.Json.Serialization;
using NetSuiteSimulator.Journal;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator.Control;

/// <summary>The control API under <c>/_simulator</c>: what a test does to NetSuite from outside, and what it may look at.</summary>
internal static class ControlEndpoints
{
    public static void AddControlJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json =>
    {
        json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
        json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
    });

    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", () => Results.Redirect("/_simulator"));
        var control = routes.MapGroup("/_simulator").AddEndpointFilter<MistakesAreBadRequests>();
        control.MapPage();
        control.MapAccounts();
        control.MapIntegrations();
        control.MapFaults();

        control.MapGet("/journal", (SimulatedNetSuite netSuite, Operation? operation, string? account) => netSuite.Journal.Entries.Where(entry =>
            (operation is null || entry.Operation == operation) && (account is null || entry.Account == netSuite.FindAccount(account)?.Id)));
        control.MapDelete("/journal", (SimulatedNetSuite netSuite) =>
        {
            netSuite.Journal.Clear();
            return TypedResults.NoContent();
        });
        control.MapGet("/audit-trail", (SimulatedNetSuite netSuite) => netSuite.AuditTrail.Entries);
        control.MapGet("/clock", (SimulatedNetSuite netSuite) => ClockView.Of(netSuite));
        control.MapPut("/clock", (SimulatedNetSuite netSuite, ClockChange change) =>
        {
            netSuite.Clock.Offset = change.Offset;
            return ClockView.Of(netSuite);
        });
        control.MapPut("/answers/{cause}", (SimulatedNetSuite netSuite, RefusalCause cause, WireAnswer answer) =>
        {
            netSuite.Options.Answers[cause] = answer;
            return TypedResults.Ok(answer);
        });
        control.MapDelete("/answers/{cause}", (SimulatedNetSuite netSuite, RefusalCause cause) =>
        {
            netSuite.Options.Answers.Remove(cause);
            return TypedResults.NoContent();
        });
        control.MapPost("/reset", (SimulatedNetSuite netSuite) =>
        {
            netSuite.Reset();
            return TypedResults.NoContent();
        });
    }

    internal sealed record ClockChange([property: JsonRequired] TimeSpan Offset);

    internal sealed record ClockView(DateTimeOffset Now, TimeSpan Offset)
    {
        public static ClockView Of(SimulatedNetSuite netSuite) => new(netSuite.Clock.GetUtcNow(), netSuite.Clock.Offset);
    }
}
