namespace NetSuiteSimulator.Accounts;

/// <summary>The record's "OAuth 2.0 Consent Policy", set by each account (section_162626471013).</summary>
public enum ConsentPolicy
{
    AlwaysAsk,
    AskFirstTime,
    NeverAsk,
}
