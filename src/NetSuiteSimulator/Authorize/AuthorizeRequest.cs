using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Refusals;

namespace NetSuiteSimulator.Authorize;

/// <summary>A request to the authorization page whose client and redirect URI are known: from here on the client hears of mistakes.</summary>
/// <param name="Objection">Why it is sent back at once; null when the user may decide.</param>
internal sealed record AuthorizeRequest(
    IntegrationRecord Integration,
    string RedirectUri,
    string? State,
    IReadOnlyList<string> Scopes,
    string? Challenge,
    Prompt Prompt,
    RefusalCause? Objection);
