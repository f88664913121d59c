using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Resources;

/// <summary>Whom a valid access token stands for.</summary>
internal sealed record BearerAccess(IntegrationRecord Integration, User User, Role Role, IReadOnlyList<string> Scopes);
