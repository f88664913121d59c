namespace NetSuiteConnectorAuth.Connect;

public abstract record ConnectLinkAnswer
{
    private ConnectLinkAnswer()
    {
    }

    public sealed record Created(Uri Url, ConnectLink Link) : ConnectLinkAnswer;

    public sealed record Refused(Refusal Refusal) : ConnectLinkAnswer;
}
