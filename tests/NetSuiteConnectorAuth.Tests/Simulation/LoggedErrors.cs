using Microsoft.Extensions.Logging;

namespace NetSuiteConnectorAuth.Tests.Simulation;

/// <summary>What the service called an error of its own: a step that threw. Only a process that was killed may have some.</summary>
internal sealed class LoggedErrors : ILoggerProvider, ILogger
{
    /// <summary>A certificate that ends and is not renewed is an error of the customer's.</summary>
    private const int ExpiryWarning = 260;

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error && eventId.Id != ExpiryWarning)
        {
            _lines.Add($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
