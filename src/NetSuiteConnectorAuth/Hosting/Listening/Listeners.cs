using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using KestrelListenOptions = Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Two listeners in one process. Which one a request belongs to is a property of the socket that accepted it; the <c>Host</c> header,
/// which anybody may write, decides nothing.
/// </summary>
public static class Listeners
{
    /// <summary>Nothing we accept is longer than a certificate with its key.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    public static void AddListeners(this WebApplicationBuilder builder)
    {
        builder.AddVisitorLimit();
        builder.Services.AddSingleton<ListenerAddresses>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, ListenerMatcherPolicy>());

        // The container image sets them, and each start would warn that they are not used.
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "");
        builder.WebHost.UseSetting(WebHostDefaults.HttpsPortsKey, "");
        StartAtWorkingDirectory(builder.Configuration, $"{ListenOptions.Certificate}:Path");
        StartAtWorkingDirectory(builder.Configuration, $"{ListenOptions.Certificate}:KeyPath");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var options = kestrel.ApplicationServices.GetRequiredService<ListenOptions>();
            var addresses = kestrel.ApplicationServices.GetRequiredService<ListenerAddresses>();
            Limit(kestrel);
            Listen(kestrel, addresses, ListenerKind.Public, options.Public);
            Listen(kestrel, addresses, ListenerKind.Internal, options.Internal);
        });
        builder.Services.AddOptions<SocketTransportOptions>().Configure<ListenOptions>(
            (sockets, listen) => sockets.CreateBoundListenSocket = endpoint => BoundSockets.Bind(endpoint, listen));
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<ProxyOptions>(TrustOnly);
    }

    public static RouteGroupBuilder MapPublic(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("").WithMetadata(new ListenerMetadata(ListenerKind.Public)).ExcludeFromDescription();

    public static RouteGroupBuilder MapInternal(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("").WithMetadata(new ListenerMetadata(ListenerKind.Internal));

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        // Longer than any link or callback of ours, so that what is too long is refused in our words and not in Kestrel's.
        kestrel.Limits.MaxRequestLineSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenerAddresses addresses, ListenerKind kind, ListenAddress address)
    {
        if (address.Address is null)
        {
            kestrel.ListenAnyIP(address.Port, Configure);
        }
        else
        {
            kestrel.Listen(address.Address, address.Port, Configure);
        }

        void Configure(KestrelListenOptions listen)
        {
            var listener = new ConnectorListener(kind);
            listen.Use(next => connection =>
            {
                connection.Features.Set(listener);
                return next(connection);
            });
            if (address.IsHttps)
            {
                UseCertificate(listen);
            }

            addresses.Bind(kind, () => address.ToUri(((IPEndPoint)listen.EndPoint).Port));
        }
    }

    private static void UseCertificate(KestrelListenOptions listen)
    {
        try
        {
            listen.UseHttps();
        }
        catch (Exception e) when (e is IOException or CryptographicException or InvalidOperationException)
        {
            throw new StartupException(new(ExitCodes.Configuration, $"{ListenOptions.Certificate}: cannot be loaded. {e.Message}"));
        }
    }

    /// <summary>Kestrel would look beside the program, and every other path in the configuration starts at the working directory.</summary>
    private static void StartAtWorkingDirectory(ConfigurationManager configuration, string key)
    {
        if (configuration[key] is { Length: > 0 } path)
        {
            configuration[key] = Path.GetFullPath(path);
        }
    }

    private static void TrustOnly(ForwardedHeadersOptions forwarded, ProxyOptions proxy)
    {
        // Not the host: no answer depends on it. Loopback is trusted by default, and any process on the machine could use that.
        forwarded.ForwardedHeaders = proxy.KnownNetworks.Count == 0
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in proxy.KnownNetworks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        // As many hops as there are known proxies in a row.
        forwarded.ForwardLimit = null;
    }
}
