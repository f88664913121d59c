using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tokens;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Tokens;

/// <summary>How often is looked, however many ask.</summary>
public sealed class SharedAnswersTests
{
    private static readonly TimeSpan Reuse = TimeSpan.FromSeconds(10);

    private readonly WallClock _clock = new();
    private readonly SharedAnswers<string, int> _answers;
    private int _looks;

    public SharedAnswersTests() => _answers = new(Reuse, _clock);

    [Fact]
    public async Task All_who_ask_during_a_look_get_its_answer()
    {
        var gate = new TaskCompletionSource();
        var all = Enumerable.Range(0, 100).Select(_ => _answers.GetAsync("one", LookAsync, Jobs.Cancelled)).ToList();

        gate.SetResult();

        Assert.All(await Task.WhenAll(all), answer => Assert.Equal(1, answer));
        Assert.Equal(1, await GetAsync("one"));
        Assert.Equal(2, await GetAsync("another"));

        async Task<(int Answer, bool IsKept)> LookAsync()
        {
            await gate.Task;
            return (++_looks, true);
        }
    }

    [Fact]
    public async Task An_answer_is_given_again_for_its_time_whatever_becomes_of_the_clock()
    {
        Assert.Equal(1, await GetAsync("one"));

        _clock.Error = TimeSpan.FromHours(1);
        _clock.Advance(Reuse - TimeSpan.FromTicks(1));
        Assert.Equal(1, await GetAsync("one"));

        _clock.Error = TimeSpan.FromHours(-1);
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, await GetAsync("one"));
    }

    [Fact]
    public async Task What_is_not_to_be_kept_and_what_failed_is_looked_at_again()
    {
        Assert.Equal(1, await GetAsync("one", isKept: false));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _answers.GetAsync("one", () => throw new InvalidOperationException(), Jobs.Cancelled));

        Assert.Equal(2, await GetAsync("one"));
    }

    private Task<int> GetAsync(string key, bool isKept = true) => _answers.GetAsync(key, () => Task.FromResult((++_looks, isKept)), Jobs.Cancelled);
}
