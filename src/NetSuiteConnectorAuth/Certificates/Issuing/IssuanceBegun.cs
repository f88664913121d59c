namespace NetSuiteConnectorAuth.Certificates;

/// <summary>An issuance that may exchange its code, or the code of the refusal.</summary>
public sealed record IssuanceBegun(Issuance? Issuance, string? Refusal);
