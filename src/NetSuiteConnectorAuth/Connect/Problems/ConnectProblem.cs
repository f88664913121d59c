namespace NetSuiteConnectorAuth.Connect;

/// <summary>
/// Why a connection was not made, in words for the customer's NetSuite administrator.
/// </summary>
/// <param name="Code">The stable code; also in the page's <c>data-error</c> attribute.</param>
/// <param name="Title">What happened, as a headline.</param>
/// <param name="Cause">The probable cause.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="Who">Who can fix it: one of <see cref="ConnectProblemFixer"/>.</param>
/// <param name="MenuPath">Where in NetSuite it is fixed or looked up; null when NetSuite is not the place.</param>
/// <param name="AuditTrailWords">What NetSuite's Login Audit Trail says in its Detail column in this case; may be empty.</param>
public sealed record ConnectProblem(
    string Code,
    string Title,
    string Cause,
    string Fix,
    string Who,
    string? MenuPath,
    IReadOnlyList<string> AuditTrailWords)
{
    /// <summary>Permissions the role must have for the fix, by their names in NetSuite; empty when permissions are not the matter.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>
    /// "If …", when permissions, place in NetSuite and audit words apply only then, and what that would mean; null when they always do.
    /// </summary>
    public (string If, string Then)? Otherwise { get; init; }

    /// <summary>Nothing went wrong: the page only tells how things are.</summary>
    public bool IsInformation { get; init; }
}
