namespace NetSuiteConnectorAuth.Connect.Pages;

public enum ResultState
{
    /// <summary>The certificate is being made, uploaded or proven; the page reloads itself.</summary>
    InProgress,

    /// <summary>The connection works; the page is a receipt.</summary>
    Connected,

    /// <summary>A person must act; the page says who and where.</summary>
    Failed,
}
