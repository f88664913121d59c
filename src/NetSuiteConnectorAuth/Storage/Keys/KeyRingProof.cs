namespace NetSuiteConnectorAuth.Storage;

/// <summary>The single row that says which key ring this store was written with.</summary>
public sealed class KeyRingProof
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required ProtectedSecret Proof { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
