using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>
/// What is to be done for a tenant's certificates next, and when. Stored times, compared with the clock each round: a restart neither
/// hurries nor forgets, and a machine that slept for a season finds all that is due.
/// </summary>
public sealed class Upkeep(TenantName tenant)
{
    public TenantName Tenant { get; private set; } = tenant;

    /// <summary>An operator stopped the renewal of this tenant's certificate; everything else goes on.</summary>
    public bool Paused { get; private set; }

    /// <summary>When the next rotation is due. Null when there is nothing to renew.</summary>
    public DateTimeOffset? RotateAt { get; private set; }

    /// <summary>Rotations in a row that failed.</summary>
    public int Attempts { get; private set; }

    /// <summary>What stands in the way of the next rotation, by its stable code; null when nothing is known to.</summary>
    public string? LastError { get; private set; }

    /// <summary>When NetSuite's list is next compared with ours, a broken connection probed, or a disconnect taken further. Null when none of it is left.</summary>
    public DateTimeOffset? ReviewAt { get; private set; }

    /// <summary>Reviews in a row that did not get through.</summary>
    public int ReviewFailures { get; private set; }

    /// <summary>The fewest days before the end of the present certificate that a warning was given for.</summary>
    public int? WarnedDays { get; private set; }

    /// <summary>Counts the changes; a writer that read an older version loses (optimistic concurrency).</summary>
    public long Version { get; private set; }

    /// <summary>A new certificate signs: what was known of the last one counts no more.</summary>
    public void Activated(DateTimeOffset? rotateAt, DateTimeOffset reviewAt)
    {
        RotateAt = rotateAt;
        ReviewAt = reviewAt;
        (Attempts, LastError, ReviewFailures, WarnedDays) = (0, null, 0, null);
        Version++;
    }

    public void RotationFailed(string error, DateTimeOffset next)
    {
        Attempts++;
        LastError = error;
        RotateAt = next;
        Version++;
    }

    public void Pause()
    {
        Paused = true;
        Version++;
    }

    /// <param name="rotateAt">Reckoned anew: what came due meanwhile is due now.</param>
    public void Resume(DateTimeOffset? rotateAt)
    {
        Paused = false;
        RotateAt = rotateAt;
        Version++;
    }

    /// <summary>The validity or the plan changed under it.</summary>
    public void Reschedule(DateTimeOffset? rotateAt)
    {
        RotateAt = rotateAt;
        Version++;
    }

    /// <summary>Something stands in the way of the next rotation, seen long before it is due; or, with null, no longer does.</summary>
    public void Concern(string? error)
    {
        if (LastError != error)
        {
            LastError = error;
            Version++;
        }
    }

    /// <summary>There is nothing more to renew; what is left is to take down what there is.</summary>
    public void End(DateTimeOffset? reviewAt)
    {
        RotateAt = null;
        ReviewAt = reviewAt;
        (Attempts, LastError, ReviewFailures, WarnedDays) = (0, null, 0, null);
        Version++;
    }

    public void Reviewed(DateTimeOffset? next)
    {
        ReviewAt = next;
        ReviewFailures = 0;
        Version++;
    }

    public void ReviewFailed(DateTimeOffset next)
    {
        ReviewAt = next;
        ReviewFailures++;
        Version++;
    }

    /// <summary>Something was seen that a review must look at, sooner than planned.</summary>
    public void ReviewBy(DateTimeOffset at)
    {
        if (ReviewAt is null || at < ReviewAt)
        {
            ReviewAt = at;
            Version++;
        }
    }

    public void Warned(int days)
    {
        WarnedDays = days;
        Version++;
    }
}
