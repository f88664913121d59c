namespace NetSuiteConnectorAuth.Tokens;

/// <summary>Why NetSuite is asked for a token: a label of <c>nsca_token_mints_total</c>.</summary>
public enum MintTrigger
{
    /// <summary>Somebody waits for it.</summary>
    Foreground,

    /// <summary>The present one is still handed out meanwhile.</summary>
    RefreshAhead,

    /// <summary>To see whether NetSuite would give one.</summary>
    Check,
}
