using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// The accounts behind an <c>account_mismatch</c>, told to the browser that began: both have passed through it. Which account a tenant
/// belongs to has not, so that is never among them.
/// </summary>
/// <param name="MeantFor">The one the link or the form named; null when neither did.</param>
public sealed record AccountMixUp(AccountId ApprovedIn, AccountId? MeantFor);
