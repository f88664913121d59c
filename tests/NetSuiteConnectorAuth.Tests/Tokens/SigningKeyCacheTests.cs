using System.Collections.Concurrent;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

public sealed class SigningKeyCacheTests : IDisposable
{
    private static readonly TenantName Tenant = TenantName.Parse("acme");

    private readonly SigningKeyCache _cache = new(capacity: 2);
    private int _loads;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task A_key_is_loaded_once()
    {
        using var first = await RentAsync("a");
        using var second = await RentAsync("a");

        Assert.Same(first.Key, second.Key);
        Assert.Equal(1, _loads);
    }

    [Fact]
    public async Task One_certificate_of_two_tenants_is_two_keys()
    {
        using var here = await RentAsync("a");
        using var there = await RentAsync("a", TenantName.Parse("other"));

        Assert.NotSame(here.Key, there.Key);
    }

    [Fact]
    public async Task The_least_recently_used_key_is_dropped_and_disposed()
    {
        var (a, b, c) = (await ReturnAsync("a"), await ReturnAsync("b"), default(SigningKey));
        await ReturnAsync("a");

        c = await ReturnAsync("c");

        Assert.Equal(2, _cache.Count);
        Assert.True(IsDisposed(b));
        Assert.False(IsDisposed(a));
        Assert.False(IsDisposed(c));
    }

    [Fact]
    public async Task A_key_dropped_while_in_use_is_disposed_by_the_last_one_to_give_it_back()
    {
        var first = await RentAsync("a");
        var second = await RentAsync("a");

        _cache.Remove(Tenant, "a");
        first.Dispose();
        first.Dispose(); // Giving back twice counts once.

        Assert.False(IsDisposed(second.Key));
        second.Dispose();
        Assert.True(IsDisposed(second.Key));
    }

    [Fact]
    public async Task A_removed_key_is_loaded_again()
    {
        await ReturnAsync("a");
        _cache.Remove(Tenant, "a");
        await ReturnAsync("a");

        Assert.Equal(2, _loads);
    }

    [Fact]
    public async Task Of_two_loads_at_once_one_key_is_kept_and_the_other_disposed()
    {
        var release = new TaskCompletionSource();
        var loaded = new ConcurrentQueue<SigningKey>();
        async Task<SigningKey> Load(CancellationToken cancellation)
        {
            await release.Task;
            var key = Key("a");
            loaded.Enqueue(key);
            return key;
        }

        var both = Task.WhenAll(
            _cache.RentAsync(Tenant, "a", Load, TestContext.Current.CancellationToken),
            _cache.RentAsync(Tenant, "a", Load, TestContext.Current.CancellationToken));
        release.SetResult();
        var leases = await both;

        Assert.Same(leases[0].Key, leases[1].Key);
        Assert.Equal(2, loaded.Count);
        Assert.Single(loaded, IsDisposed);
        Assert.False(IsDisposed(leases[0].Key));
        Array.ForEach(leases, lease => lease.Dispose());
    }

    [Fact]
    public async Task A_load_that_fails_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _cache.RentAsync(
            Tenant, "a", _ => throw new InvalidOperationException(), TestContext.Current.CancellationToken));

        Assert.Equal(0, _cache.Count);
        await ReturnAsync("a");
        Assert.Equal(1, _cache.Count);
    }

    [Fact]
    public async Task Under_constant_eviction_no_renter_ever_meets_a_disposed_key() => await Parallel.ForAsync(
        0, 4000, TestContext.Current.CancellationToken, async (round, _) =>
        {
            using var lease = await RentAsync($"{round % 5}");
            Assert.False(IsDisposed(lease.Key));
        });

    [Fact]
    public async Task Disposing_the_cache_disposes_its_keys()
    {
        var key = await ReturnAsync("a");

        _cache.Dispose();

        Assert.True(IsDisposed(key));
    }

    private async Task<SigningKey> ReturnAsync(string certificateId)
    {
        using var lease = await RentAsync(certificateId);
        return lease.Key;
    }

    private Task<SigningKeyLease> RentAsync(string certificateId, TenantName? tenant = null) => _cache.RentAsync(
        tenant ?? Tenant,
        certificateId,
        _ =>
        {
            Interlocked.Increment(ref _loads);
            return Task.FromResult(Key(certificateId));
        },
        TestContext.Current.CancellationToken);

    private static SigningKey Key(string certificateId) => SigningKey.FromPem(TestCertificates.Es256.PrivateKeyPem, certificateId);

    private static bool IsDisposed(SigningKey key)
    {
        try
        {
            ClientAssertion.Sign(key, "client", ["rest_webservices"], new Uri("https://x.example/"), new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(5));
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
