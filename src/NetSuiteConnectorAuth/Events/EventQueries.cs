using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Events;

/// <summary>A tenant's history as operators read it.</summary>
public sealed class EventQueries(IDbContextFactory<ConnectorDbContext> contexts, TenantDirectory directory)
{
    /// <summary>
    /// Up to <paramref name="limit"/> events older than <paramref name="after"/>, the newest first (keyset paging: what happens meanwhile
    /// moves nothing); null when there is no such tenant.
    /// </summary>
    public async Task<EventPage?> ListAsync(TenantName tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        if (!directory.TryGet(tenant.Value, out _))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var events = db.Events.AsNoTracking().Where(e => e.Tenant == tenant);
        if (after is not null)
        {
            events = events.Where(e => string.Compare(e.Id, after) < 0);
        }

        var found = await events.OrderByDescending(e => e.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var page = found.Take(limit).Select(DocumentOf).ToList();
        return new EventPage(page, found.Count > limit ? page[^1].Id : null);
    }

    private static EventDocument DocumentOf(AuditEvent e) =>
        new(e.Id, e.Type, e.At, e.Actor, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(e.Data)!);
}

/// <summary>One page of a tenant's history; <paramref name="Next"/> is the next <c>after</c>, null at the end.</summary>
public sealed record EventPage(IReadOnlyList<EventDocument> Items, string? Next);

/// <param name="Type">One of <see cref="EventType"/>.</param>
/// <param name="Actor">The part of the service that did it, or the caller on whose word it was done.</param>
public sealed record EventDocument(string Id, string Type, DateTimeOffset At, string Actor, IReadOnlyDictionary<string, JsonElement> Data);
