namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// A secret as it may be stored: made and opened by <see cref="SecretProtector"/> alone. Columns that hold secrets have this type,
/// so a clear one cannot reach the database by mistake.
/// </summary>
public sealed record ProtectedSecret(string CipherText)
{
    public override string ToString() => "***";
}
