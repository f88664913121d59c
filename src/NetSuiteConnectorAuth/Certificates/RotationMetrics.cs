using System.Diagnostics.Metrics;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>How rotations end. Never with a tenant's name.</summary>
public sealed class RotationMetrics(IMeterFactory factory)
{
    private readonly Counter<long> _rotations = factory.Create("NetSuiteConnectorAuth").CreateCounter<long>("nsca.rotations");

    /// <param name="outcome"><c>activated</c>, or why it failed: an <see cref="IssuanceFailure"/> as the outside writes it.</param>
    public void Ended(string outcome) => _rotations.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
