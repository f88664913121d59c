namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Asks the service on this machine whether it is ready: the health check of a container without shell or curl.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] settings)
    {
        var builder = ConfigurationSetup.CreateBuilder(settings);
        var listen = ConnectorConfiguration.Read(builder.Configuration, builder.Environment).Listen.Internal;
        using var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            // The certificate names the service and not this loopback address; nothing secret is sent, and one bit is believed.
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri(listen.ToUri(listen.Port), "/health/ready"));
            Console.WriteLine(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? ExitCodes.Ok : ExitCodes.NotReady;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.NotReady;
        }
    }
}
