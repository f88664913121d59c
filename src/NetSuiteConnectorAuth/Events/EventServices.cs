namespace NetSuiteConnectorAuth.Events;

public static class EventServices
{
    public static void AddEvents(this IServiceCollection services) => services.AddSingleton<EventQueries>();
}
