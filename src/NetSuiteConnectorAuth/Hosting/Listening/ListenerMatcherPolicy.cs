using Microsoft.AspNetCore.Routing.Matching;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Keeps a route to its listener inside routing itself, so that on the other one it does not exist (404) instead of existing and
/// refusing (403, or 405 for the wrong method). An endpoint without a listener answers nowhere.
/// </summary>
internal sealed class ListenerMatcherPolicy : MatcherPolicy, IEndpointComparerPolicy, INodeBuilderPolicy
{
    /// <summary>Before the policy for HTTP methods (-1000), which would answer 405.</summary>
    public override int Order => -2000;

    public IComparer<Endpoint> Comparer => EndpointMetadataComparer<ListenerMetadata>.Default;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => true;

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
    [
        .. from endpoint in endpoints
           let kind = endpoint.Metadata.GetMetadata<ListenerMetadata>()?.Kind
           where kind is not null
           group endpoint by kind.Value into onOneListener
           select new PolicyNodeEdge(onOneListener.Key, [.. onOneListener]),
    ];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges)
    {
        return new JumpTable(DestinationOf(ListenerKind.Public), DestinationOf(ListenerKind.Internal), exitDestination);

        int DestinationOf(ListenerKind kind) =>
            edges.Where(edge => kind.Equals(edge.State)).Select(edge => edge.Destination).DefaultIfEmpty(exitDestination).First();
    }

    private sealed class JumpTable(int onPublic, int onInternal, int exit) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) => httpContext.Features.Get<ConnectorListener>()?.Kind switch
        {
            ListenerKind.Public => onPublic,
            ListenerKind.Internal => onInternal,
            _ => exit,
        };
    }
}
