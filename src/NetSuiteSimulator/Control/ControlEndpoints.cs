namespace NetSuiteSimulator.Control;

/// <summary>The control API under <c>/_simulator</c>.</summary>
internal static class ControlEndpoints
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        _ = routes;
    }
}
