namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Where the listeners really listen once the application has started: with port 0 the system has chosen.</summary>
public sealed class ListenerAddresses
{
    private readonly Dictionary<ListenerKind, Func<Uri>> _bound = [];

    public Uri Public => _bound[ListenerKind.Public]();

    public Uri Internal => _bound[ListenerKind.Internal]();

    internal void Bind(ListenerKind kind, Func<Uri> address) => _bound[kind] = address;
}
