using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>Every line the service logged, at every level.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IEnumerable<(LogLevel Level, string Text)> Lines => _lines;

    public int Count(LogLevel level) => _lines.Count(line => line.Level == level);

    public string Text => string.Join('\n', _lines.Select(line => line.Text));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : "";
            capture._lines.Enqueue((logLevel, $"{logLevel} {category} {formatter(state, exception)} {values} {exception}"));
        }
    }
}
