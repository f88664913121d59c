namespace NetSuiteConnectorAuth.Connect;

/// <summary>What a callback's <c>state</c> was: redeemed now, with its verifier, or refused with a code. Unknown states have no consent.</summary>
public sealed record RedeemedConsent(ConsentState? Consent, Secret? Verifier, string? Refusal);
