using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Status.Doctor;
using OpenTelemetry.Metrics;

namespace NetSuiteConnectorAuth.Status;

public static class StatusServices
{
    public static void AddStatus(this IServiceCollection services)
    {
        services.AddSingleton<SchedulerClock>();
        services.AddSingleton<ServiceStart>();
        services.AddSingleton<FleetReader>();
        services.AddSingleton<FleetGauges>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<StatusQuery>();
        services.AddSingleton<DoctorFlow>();
        services.AddHostedService<HousekeepingWorker>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("NetSuiteConnectorAuth").AddPrometheusExporter());
    }
}
