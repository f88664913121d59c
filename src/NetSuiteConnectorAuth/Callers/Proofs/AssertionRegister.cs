using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>
/// Every assertion once (RFC 7523 §3): memory answers what this process has seen, and the unique key of a row what it has seen before a
/// restart or what another replica has.
/// </summary>
public sealed class AssertionRegister(IDbContextFactory<ConnectorDbContext> contexts, TimeProvider time)
{
    /// <summary>Beyond it the store alone decides: slower, and as sure.</summary>
    private const int MostInMemory = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _recent = new(StringComparer.Ordinal);

    /// <summary>Whether this process has seen it, as far as it remembers. The store may know of more.</summary>
    public bool Remembers(UsedAssertion assertion) => _recent.ContainsKey(assertion.Id);

    /// <summary>True exactly once. It throws while the store cannot say, and the assertion then is as good as before.</summary>
    public async Task<bool> TryUseAsync(UsedAssertion assertion, CancellationToken cancellationToken)
    {
        var isRemembered = HasRoom() && _recent.TryAdd(assertion.Id, assertion.ExpiresAt);
        if (!isRemembered && _recent.ContainsKey(assertion.Id))
        {
            return false;
        }

        var isKnown = false;
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            db.UsedAssertions.Add(assertion);
            await db.SaveChangesAsync(cancellationToken);
            isKnown = true;
            return true;
        }
        catch (DbUpdateException e) when (StoreFailures.IsLostRace(e))
        {
            isKnown = true;
            return false;
        }
        finally
        {
            if (!isKnown)
            {
                _recent.TryRemove(assertion.Id, out _);
            }
        }
    }

    private bool HasRoom()
    {
        if (_recent.Count < MostInMemory)
        {
            return true;
        }

        var now = time.GetUtcNow();
        foreach (var (id, expiresAt) in _recent)
        {
            if (expiresAt < now)
            {
                _recent.TryRemove(id, out _);
            }
        }

        return _recent.Count < MostInMemory;
    }
}
