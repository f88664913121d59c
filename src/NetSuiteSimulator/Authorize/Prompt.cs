namespace NetSuiteSimulator.Authorize;

/// <summary>The <c>prompt</c> parameter (section_158081944642).</summary>
[Flags]
internal enum Prompt
{
    Absent = 0,

    /// <summary>No screen; an error when nobody is logged in.</summary>
    None = 1,

    /// <summary>Log in again, on an account's host.</summary>
    Login = 2,

    /// <summary>Ask for consent, whatever the policy.</summary>
    Consent = 4,
}
