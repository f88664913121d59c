using System.Globalization;
using System.Security.Cryptography;

namespace NetSuiteConnectorAuth.Events;

/// <summary>
/// IDs of events: UUIDs of version 7 (RFC 9562 §5.7) without hyphens, whose order is that of time. Cause and effect often share a
/// millisecond, so the 32 bits after it count (its §6.2, method 1): what was made later comes later.
/// </summary>
public static class AuditEventId
{
    private static uint _count;

    public static string Next(DateTimeOffset now)
    {
        var count = Interlocked.Increment(ref _count);
        var random = RandomNumberGenerator.GetHexString(10, lowercase: true);
        return string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds():x12}7{count >> 20:x3}8{count & 0xfffff:x5}{random}");
    }

    /// <summary>What the IDs of older events are less than, and those of later ones are not: the 48 bits of Unix milliseconds they begin with.</summary>
    public static string FirstAt(DateTimeOffset time) =>
        Math.Max(0, time.ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture);
}
