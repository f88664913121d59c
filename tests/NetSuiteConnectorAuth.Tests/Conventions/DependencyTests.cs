using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tests.Conventions.Offenders;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Conventions;

/// <summary>Dependencies point inwards. Each rule is also held against an offender, so that it is known to be able to fail.</summary>
public sealed class DependencyTests
{
    private const string Root = "NetSuiteConnectorAuth.";

    /// <summary>Values and decisions that no rule finds.</summary>
    private static readonly string[] Pure =
    [
        "Tenants.TenantName", "Tenants.TenantSnapshot", "Tenants.Transition", "Tenants.ConsentedIdentity", "Tenants.Import.ProvenImport",
        "Certificates.Activation", "Certificates.CertificateComparison", "Certificates.CertificateInventory", "Certificates.IssuanceFailures",
        "Certificates.Lease", "Certificates.ConsentTokens", "Certificates.SweepResult", "Status.Doctor.Findings", "Connect.ConnectLink",
        "Tokens.ScopeSet", "Tokens.TokenKey", "Tokens.AccessToken", "NetSuite.AccountId", "Storage.ProtectedSecret",
        "Callers.CredentialUse", "Callers.Jwt", "Callers.VerificationKey",
    ];

    private static readonly CodeDependencies Service = new(typeof(Secret).Assembly.Location);

    /// <summary>Entities and policies: what is stored, what is decided, and the values both are made of.</summary>
    private static readonly string[] Core =
    [
        .. typeof(ConnectorDbContext).GetProperties()
            .Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(DbSet<>))
            .Select(property => Relative(property.PropertyType.GetGenericArguments()[0].FullName!))
            .Where(name => !name.StartsWith("Microsoft.", StringComparison.Ordinal)),
        .. Service.Types.Where(type => type.EndsWith("Policy", StringComparison.Ordinal) && Folder(type) is not "Hosting").Select(Relative),
        .. Pure,
    ];

    private static readonly CodeDependencies Tests = new(typeof(DependencyTests).Assembly.Location);

    [Fact]
    public void Entities_and_policies_import_neither_AspNetCore_nor_EFCore_nor_HttpClient()
    {
        static bool IsOutside(string type) =>
            type.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
            || type.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal)
            || type.StartsWith("System.Net.Http.", StringComparison.Ordinal);

        Assert.Empty(Service.Find(type => Core.Contains(Relative(type)), IsOutside));
        Assert.All(Core, name => Assert.Contains(Root + name, Service.Types));
        Assert.Subset(Core.ToHashSet(), new HashSet<string> { "Certificates.Certificate", "Certificates.Upkeep", "Certificates.UpkeepPolicy", "Tenants.ConnectionPolicy", "Status.AlarmPolicy" });
        Assert.NotEmpty(Tests.Find(type => type == typeof(EntityThatCallsOut).FullName, IsOutside));
    }

    [Fact]
    public void AspNetCore_Http_appears_only_in_endpoints_pages_and_hosting()
    {
        static bool IsHttp(string type) => type.StartsWith("Microsoft.AspNetCore.Http.", StringComparison.Ordinal);

        Assert.Empty(Service.Find(type => IsOurs(type) && !IsAtTheEdge(type), IsHttp));
        Assert.False(IsAtTheEdge(typeof(NetSuiteEndpoints).FullName!));
        Assert.NotEmpty(Tests.Find(type => type == typeof(FlowThatAnswersHttp).FullName, IsHttp));
    }

    [Fact]
    public void Flows_and_entities_do_not_know_endpoints()
    {
        static bool IsEndpoints(string type) => IsOurs(type) && type.EndsWith("Endpoints", StringComparison.Ordinal);

        Assert.Empty(Service.Find(type => !IsEndpoints(type) && type is not (Root + "Program"), type => IsEndpoints(type) && !type.Contains(".NetSuite.")));
        Assert.NotEmpty(Service.Find(type => type is Root + "Program", IsEndpoints));
    }

    [Fact]
    public void NetSuite_and_Storage_do_not_know_each_other()
    {
        // The account ID is a value of the field, not a part of the client: it is stored like any other value.
        static bool IsClient(string type) => Folder(type) == "NetSuite" && Relative(type) is not "NetSuite.AccountId";

        Assert.Empty(Service.Find(type => Folder(type) == "NetSuite", type => Folder(type) == "Storage"));
        Assert.Empty(Service.Find(type => Folder(type) == "Storage", IsClient));
        Assert.NotEmpty(Tests.Find(type => type == typeof(StoreThatCallsNetSuite).FullName, IsClient));
    }

    [Fact]
    public void Only_the_client_of_NetSuite_and_the_reader_of_issuers_keys_leave_the_process()
    {
        // The two destinations there are; the registration sets the limits of the second. The health command asks this very machine.
        static bool IsAllowed(string type) =>
            Folder(type) == "NetSuite" || Relative(type) is "Callers.IssuerDocuments" or "Callers.CallerServices" or "Hosting.HealthProbe";

        Assert.Empty(Service.Find(type => IsOurs(type) && !IsAllowed(type), type => type == "System.Net.Http.HttpClient"));
        Assert.NotEmpty(Tests.Find(type => type == typeof(EntityThatCallsOut).FullName, type => type == "System.Net.Http.HttpClient"));
    }

    [Fact]
    public void Only_one_type_mints()
    {
        var users = Service.Types.Where(type => Service.Find(t => t == type, used => used == Root + "Tokens.ClientAssertion").Count > 0);

        Assert.Equal([Root + "Tokens.CertificateLogin"], users);
    }

    [Fact]
    public void The_service_does_not_know_the_simulator()
    {
        static bool IsSimulator(string type) => type.StartsWith("NetSuiteSimulator.", StringComparison.Ordinal);

        Assert.Empty(Service.Find(_ => true, IsSimulator));
        Assert.NotEmpty(Tests.Find(type => type == typeof(ServiceThatKnowsTheSimulator).FullName, IsSimulator));
    }

    [Fact]
    public void Only_the_protector_makes_a_protected_secret()
    {
        // The column's conversion gives back what was read; it is data to EF Core (an expression), not code.
        var makers = Service.Makers(typeof(ProtectedSecret).FullName!);

        Assert.Equal([typeof(SecretProtector).FullName], makers.Where(type => type != typeof(ProtectedSecret).FullName));
    }

    private static bool IsOurs(string type) => type.StartsWith(Root, StringComparison.Ordinal);

    /// <summary>NetSuite's endpoints are addresses that we call, not routes that we answer.</summary>
    private static bool IsAtTheEdge(string type) =>
        (type.EndsWith("Endpoints", StringComparison.Ordinal) && Folder(type) is not "NetSuite")
        || Folder(type) == "Hosting"
        || type.Contains(".Pages.", StringComparison.Ordinal)
        || type is Root + "Program";

    private static string Relative(string type) => IsOurs(type) ? type[Root.Length..] : type;

    private static string Folder(string type) => IsOurs(type) ? Relative(type).Split('.')[0] : "";
}
