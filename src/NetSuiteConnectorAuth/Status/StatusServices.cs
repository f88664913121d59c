using NetSuiteConnectorAuth.Events;
using NetSuiteConnectorAuth.Hosting;
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
        services.AddSingleton<EventQueries>();
        services.AddHostedService<HousekeepingWorker>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("NetSuiteConnectorAuth").AddPrometheusExporter());
    }
}
