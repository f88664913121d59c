using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>What came of one attempt to mint.</summary>
/// <param name="Failure">Of what kind it failed, when NetSuite is to be left alone for a while; null when asking again is decided otherwise.</param>
public sealed record MintOutcome(TokenAnswer Answer, FailureKind? Failure);
