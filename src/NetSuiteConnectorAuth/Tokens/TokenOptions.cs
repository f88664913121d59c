using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Tokens;

/// <param name="MinimumLifetime">What a token handed out has left at least, unless the caller asks otherwise.</param>
/// <param name="RefreshAhead">How long before its end a token is replaced in the background.</param>
/// <param name="AssertionLifetime">
/// NetSuite refuses 60 minutes and more. It is reckoned from the back-dated beginning, and what is left must last until NetSuite reads it.
/// </param>
/// <param name="MaximumCached">How many tokens memory holds at most; one takes some 5 kB.</param>
public sealed record TokenOptions(TimeSpan MinimumLifetime, TimeSpan RefreshAhead, TimeSpan AssertionLifetime, int MaximumCached)
{
    public static TokenOptions Read(ConfigurationReader config)
    {
        var second = TimeSpan.FromSeconds(1);
        var options = new TokenOptions(
            config.Duration("Tokens:MinimumLifetime", TimeSpan.FromMinutes(5), min: TimeSpan.Zero, max: TimeSpan.FromMinutes(50)),
            config.Duration("Tokens:RefreshAhead", TimeSpan.FromMinutes(15), min: TimeSpan.Zero, max: TimeSpan.FromMinutes(55)),
            config.Duration("Tokens:AssertionLifetime", TimeSpan.FromMinutes(5), min: 2 * NetSuiteClock.BackDating, max: TimeSpan.FromHours(1) - second),
            config.Number("Tokens:MaximumCached", fallback: 150_000, min: 100, max: 10_000_000));
        if (options.RefreshAhead > TimeSpan.Zero && options.RefreshAhead < options.MinimumLifetime)
        {
            config.Warn("Tokens:RefreshAhead", "is shorter than Tokens:MinimumLifetime, so callers wait while a token is replaced.");
        }

        return options;
    }
}
