using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Certificates;

namespace NetSuiteSimulator.Tokens;

/// <summary>What a verified assertion stands for.</summary>
internal sealed record AcceptedAssertion(
    IntegrationRecord Integration, MappedCertificate Certificate, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt);
