namespace NetSuiteConnectorAuth.Certificates;

public static class CertificateServices
{
    public static void AddCertificates(this IServiceCollection services)
    {
        services.AddSingleton<Leases>();
        services.AddSingleton<IssuanceSignal>();
        services.AddSingleton<IssuanceJournal>();
        services.AddSingleton<IssuanceAuthority>();
        services.AddSingleton<CertificateMaker>();
        services.AddSingleton<RotationPlan>();
        services.AddSingleton<RotationMetrics>();
        services.AddSingleton<SlotBudget>();
        services.AddSingleton<IssuanceRefusals>();
        services.AddSingleton<IssuanceCleanUp>();
        services.AddSingleton<IssuanceSteps>();
        services.AddSingleton<IssuanceEngine>();
        services.AddSingleton<CertificateQueries>();
        services.AddHostedService<IssuanceWorker>();
        services.AddSingleton<Rotations>();
        services.AddSingleton<RevocationGuard>();
        services.AddSingleton<CertificateSweep>();
        services.AddSingleton<TakeDown>();
        services.AddSingleton<TenantReview>();
        services.AddSingleton<ExpiryWarnings>();
        services.AddSingleton<StrayWaits>();
        services.AddSingleton<UpkeepSignal>();
        services.AddHostedService<UpkeepWorker>();
    }
}
