namespace NetSuiteSimulator.Accounts;

/// <summary>State of an integration record in one account.</summary>
public enum IntegrationState
{
    /// <summary>Logins and tokens are given.</summary>
    Enabled,

    /// <summary>Installed by a consent while the account requires approval: nothing works until an administrator enables it.</summary>
    WaitingForApproval,

    /// <summary>An administrator has shut it out.</summary>
    Blocked,
}
