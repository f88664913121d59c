using System.Globalization;

namespace NetSuiteConnectorAuth.Status.Pages;

/// <summary>What of a status an operator should not leave as it is, the worst first.</summary>
public static class StatusConcerns
{
    public static IReadOnlyList<string> Of(StatusDocument status)
    {
        List<string> concerns = [];
        if (status.StoreTrouble is { } trouble)
        {
            concerns.Add($"The store does not work: {trouble}.");
        }

        if (!status.Keys.Usable)
        {
            concerns.Add("The key ring does not work: nothing that is stored encrypted can be read.");
        }

        Add(
            status.Configuration.Faults,
            "fault in the configuration keeps the callers as they were",
            "faults in the configuration keep the callers as they were");
        Add(status.Attention.Count, "tenant needs a person", "tenants need a person");

        // Who has to be connected anew is failing too, and is not told of twice. Not a difference of the two: whoever lacks room for the next
        // certificate needs a person and is well, and the list has only the caller's tenants, and an end.
        Add(status.Tenants.FailingByThemselves, "other tenant is failing", "other tenants are failing");
        Add(status.Rotations.Overdue, "certificate is overdue for renewal", "certificates are overdue for renewal");
        Add(status.Certificates.Expiring.GetValueOrDefault("7d"), "certificate ends within 7 days", "certificates end within 7 days");
        return concerns;

        void Add(int count, string one, string several)
        {
            if (count > 0)
            {
                concerns.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}."));
            }
        }
    }
}
