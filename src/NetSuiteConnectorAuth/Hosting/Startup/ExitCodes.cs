namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Those of sysexits.h, so that a supervisor can tell "repair me" from "try me again".</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The answer to <c>health</c> when the service is not ready.</summary>
    public const int NotReady = 1;

    /// <summary>EX_USAGE: the command line is not understood.</summary>
    public const int Usage = 64;

    /// <summary>EX_UNAVAILABLE: the store cannot be reached, or a port is taken.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_CONFIG: the configuration, or a key it names, is not usable.</summary>
    public const int Configuration = 78;
}
