using System.Globalization;

namespace NetSuiteConnectorAuth.Status;

/// <summary>A length of time as people say it: the largest unit of which there are at least two.</summary>
public static class Span
{
    public static string InWords(TimeSpan span) => span.Duration() switch
    {
        { TotalDays: >= 2 } days => Words(days.TotalDays, "days"),
        { TotalHours: >= 2 } hours => Words(hours.TotalHours, "hours"),
        { TotalMinutes: >= 2 } minutes => Words(minutes.TotalMinutes, "minutes"),
        { TotalSeconds: < 1 } => "a moment",
        var seconds => Words(seconds.TotalSeconds, (int)seconds.TotalSeconds == 1 ? "second" : "seconds"),
    };

    private static string Words(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{(int)count} {unit}");
}
