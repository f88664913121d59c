namespace NetSuiteSimulator.Hosting;

/// <summary>Which of NetSuite's hosts a request is for (section_1498251763).</summary>
[Flags]
internal enum HostFamily
{
    /// <summary><c>{label}.app.netsuite.com</c></summary>
    App = 1,

    /// <summary><c>system.netsuite.com</c>: the account is not known yet.</summary>
    System = 2,

    /// <summary><c>{label}.suitetalk.api.netsuite.com</c></summary>
    Suitetalk = 4,

    /// <summary><c>{label}.restlets.api.netsuite.com</c></summary>
    Restlets = 8,

    /// <summary><c>rest.netsuite.com</c></summary>
    Rest = 16,
}
