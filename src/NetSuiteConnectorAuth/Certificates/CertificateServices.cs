namespace NetSuiteConnectorAuth.Certificates;

public static class CertificateServices
{
    public static void AddCertificates(this IServiceCollection services)
    {
        services.AddSingleton<Leases>();
        services.AddSingleton<IssuanceSignal>();
        services.AddSingleton<IssuanceJournal>();
        services.AddSingleton<IssuanceSteps>();
        services.AddSingleton<IssuanceEngine>();
        services.AddSingleton<CertificateQueries>();
        services.AddHostedService<IssuanceWorker>();
    }
}
