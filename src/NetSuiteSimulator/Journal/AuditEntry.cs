namespace NetSuiteSimulator.Journal;

/// <summary>A line of the Login Audit Trail ("OAuth 2.0 and the Login Audit Trail", section_158323851171).</summary>
/// <param name="Detail">NetSuite's word for what was wrong; null for a success.</param>
public sealed record AuditEntry(
    DateTimeOffset At, string Account, string? Detail, bool Success, string? Application, long? Role, long? Entity, Operation? Operation);
