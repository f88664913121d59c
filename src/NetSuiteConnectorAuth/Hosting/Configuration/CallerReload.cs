using System.Runtime.InteropServices;
using NetSuiteConnectorAuth.Callers;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// Reads <c>Callers</c> and <c>Issuers</c> again, every <c>Scheduler:Interval</c> and at once on SIGHUP, so that a secret is replaced
/// without a restart. A configuration that has faults changes nothing.
/// </summary>
public sealed partial class CallerReload(
    ConfigurationSources sources,
    CallerDirectory directory,
    CallersInUse inUse,
    SchedulerClock clock,
    SchedulerOptions options,
    TimeProvider time,
    ILogger<CallerReload> logger)
    : BackgroundService
{
    public const string Job = "callers";

    private static readonly string[] Ours = ["Callers", "Issuers"];

    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, string> _applied = Part(sources.InUse, isOurs: true);
    private IReadOnlyDictionary<string, string> _seen = Part(sources.InUse, isOurs: true);
    private int _faultsOfSeen;
    private string _told = "";
    private PosixSignalRegistration? _hangUp;

    /// <summary>From here on the signal does not end the process any more, as it would without a handler.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            RunOnce(isAsked: true);
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _hangUp?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            do
            {
                RunOnce();
                clock.Ran(Job);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is no failure.
        }
    }

    private void RunOnce(bool isAsked = false)
    {
        lock (_lock)
        {
            try
            {
                var fresh = sources.Read();
                var values = ConfigurationSources.Values(fresh);
                TellOfTheRest(Part(values, isOurs: false));
                Apply(fresh, Part(values, isOurs: true), isAsked);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or FormatException)
            {
                // The sentence names the file; what is wrong inside it, and so perhaps a value, is in the inner exception.
                inUse.Stayed(faults: 1);
                Tell(e.Message, () => Log.Unreadable(logger, e.Message));
            }
            catch (Exception e)
            {
                _faultsOfSeen = 1;
                inUse.Stayed(_faultsOfSeen);
                Log.Failed(logger, e);
            }
        }
    }

    private void Apply(IConfiguration fresh, IReadOnlyDictionary<string, string> ours, bool isAsked)
    {
        if (IsSame(ours, _seen))
        {
            inUse.Stayed(_faultsOfSeen);
            if (isAsked)
            {
                Log.NothingNew(logger);
            }

            return;
        }

        _seen = ours;
        var reader = new ConfigurationReader(fresh, sources.IsDevelopment);
        var issuers = IssuerOptions.ReadAll(reader);
        var callers = CallerOptions.ReadAll(reader, issuers);
        if (callers.Count == 0 && _applied.Count > 0)
        {
            reader.Fault("Callers", "is empty: a file that is missing for a moment looks the same. Restart to lock everybody out.");
        }

        _faultsOfSeen = reader.Faults.Count;
        if (_faultsOfSeen > 0)
        {
            inUse.Stayed(_faultsOfSeen);
            Log.Faulty(logger, string.Join(" ", reader.Faults));
            return;
        }

        reader.WarnOfUnknownKeys();
        foreach (var warning in reader.Warnings)
        {
            Log.Doubtful(logger, warning.Key, warning.Message);
        }

        directory.Replace(callers, issuers);
        inUse.Replaced();
        var changes = ConfigurationChanges.Between(_applied, ours);
        _applied = ours;
        Log.Applied(logger, changes);
    }

    private void TellOfTheRest(IReadOnlyDictionary<string, string> rest)
    {
        var atStart = Part(sources.AtStart, isOurs: false);
        var keys = ConfigurationChanges.KeysOf(atStart, rest);
        var text = string.Join(", ", keys);
        Tell(text, () =>
        {
            if (text.Length > 0)
            {
                Log.AtNextStart(logger, text);
            }
        });
    }

    /// <summary>Once, and not every interval.</summary>
    private void Tell(string what, Action tell)
    {
        if (_told != what)
        {
            _told = what;
            tell();
        }
    }

    private static Dictionary<string, string> Part(IReadOnlyDictionary<string, string> values, bool isOurs) =>
        values
            .Where(entry => Ours.Contains(entry.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase) == isOurs)
            .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static bool IsSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        ConfigurationChanges.KeysOf(one, other).Count == 0;

    private static partial class Log
    {
        [LoggerMessage(1210, LogLevel.Information, "Configuration read again, from now on: {Changes}")]
        public static partial void Applied(ILogger logger, string changes);

        [LoggerMessage(1211, LogLevel.Error, "Configuration read again and not used, the callers stay as they are: {Faults}")]
        public static partial void Faulty(ILogger logger, string faults);

        [LoggerMessage(1212, LogLevel.Error, "The configuration cannot be read again, the callers stay as they are: {Reason}")]
        public static partial void Unreadable(ILogger logger, string reason);

        [LoggerMessage(1213, LogLevel.Warning, "Configuration: these keys have changed and take effect at the next start: {Keys}")]
        public static partial void AtNextStart(ILogger logger, string keys);

        [LoggerMessage(1214, LogLevel.Information, "Configuration read again: no caller and no issuer has changed")]
        public static partial void NothingNew(ILogger logger);

        [LoggerMessage(1215, LogLevel.Warning, "Configuration: {Key} {Text}")]
        public static partial void Doubtful(ILogger logger, string key, string text);

        [LoggerMessage(1216, LogLevel.Error, "The configuration could not be read again; the next attempt comes")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
