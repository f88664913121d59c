using NetSuiteConnectorAuth.Callers;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Connect;
using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Everything the operator may decide, as it was at start-up. Of it <see cref="CallerReload"/> alone reads something again: callers and issuers.</summary>
public sealed record ConnectorConfiguration(
    ListenOptions Listen,
    ProxyOptions Proxy,
    SchedulerOptions Scheduler,
    StorageOptions Storage,
    KeyProtectionOptions KeyProtection,
    NetSuiteOptions NetSuite,
    ConnectOptions Connect,
    BrandingOptions Branding,
    CertificateOptions Certificates,
    SharedCertificate? SharedCertificate,
    TokenOptions Tokens,
    IReadOnlyList<CallerOptions> Callers,
    IReadOnlyList<IssuerOptions> Issuers,
    IReadOnlyList<WebhookOptions> Webhooks,
    IReadOnlyList<ConfigurationWarning> Warnings)
{
    /// <exception cref="ConfigurationException">It is not usable; the exception lists every fault.</exception>
    /// <param name="time">Judges what may have expired; the system's clock when null.</param>
    public static ConnectorConfiguration Read(IConfiguration configuration, IHostEnvironment environment, TimeProvider? time = null)
    {
        var reader = new ConfigurationReader(configuration, environment.IsDevelopment());
        var issuers = IssuerOptions.ReadAll(reader);
        CertificateOptions certificates;
        var read = new ConnectorConfiguration(
            ListenOptions.Read(reader),
            ProxyOptions.Read(reader),
            SchedulerOptions.Read(reader),
            StorageOptions.Read(reader),
            KeyProtectionOptions.Read(reader),
            NetSuiteOptions.Read(reader),
            ConnectOptions.Read(reader),
            BrandingOptions.Read(reader),
            certificates = CertificateOptions.Read(reader),
            SharedCertificate.Read(reader, certificates, (time ?? TimeProvider.System).GetUtcNow()),
            TokenOptions.Read(reader),
            CallerOptions.ReadAll(reader, issuers),
            issuers,
            WebhookOptions.ReadAll(reader),
            reader.Warnings);
        foreach (var fault in LoggingFaults.Of(configuration))
        {
            reader.Fault(fault.Key, fault.Message);
        }

        reader.WarnOfUnknownKeys();
        if (read.NetSuite.RequestTimeout >= read.Scheduler.Lease)
        {
            reader.Warn("Scheduler:Lease", "is not longer than NetSuite:RequestTimeout: a lease may end while NetSuite is still waited for.");
        }

        return reader.Faults.Count == 0 ? read : throw new ConfigurationException(reader.Faults, reader.Warnings);
    }

    /// <summary>Each feature takes its own options and cannot see those of the others.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Listen)
            .AddSingleton(Proxy)
            .AddSingleton(Scheduler)
            .AddSingleton(Storage)
            .AddSingleton(KeyProtection)
            .AddSingleton(NetSuite)
            .AddSingleton(Connect)
            .AddSingleton(Branding)
            .AddSingleton(Certificates)
            .AddSingleton(Tokens)
            .AddSingleton(Callers)
            .AddSingleton(Issuers)
            .AddSingleton(Webhooks);
        if (SharedCertificate is not null)
        {
            services.AddSingleton(SharedCertificate);
        }
    }
}
