using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Conventions;

/// <summary>Operators filter by event ID: each names one line.</summary>
public sealed class LogEventTests
{
    [Fact]
    public void Every_line_of_the_log_has_an_event_ID_of_its_own()
    {
        var ids = EventIdsOf(typeof(Secret).Assembly);

        Assert.NotEmpty(ids);
        Assert.Empty(Twice(ids));
    }

    [Fact]
    public void An_ID_used_twice_would_be_found() => Assert.Equal([7], Twice([5, 7, 6, 7]));

    private static List<int> EventIdsOf(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>(),
    ];

    private static IEnumerable<int> Twice(IEnumerable<int> ids) => ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key);
}
