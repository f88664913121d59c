namespace NetSuiteConnectorAuth.Hosting;

/// <summary>What an endpoint may refuse for reasons of its own, for its description. What every guarded endpoint refuses goes without saying.</summary>
public sealed record RefusalCodes(IReadOnlyList<ErrorCode> Codes);
