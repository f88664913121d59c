namespace NetSuiteConnectorAuth.Tenants.Import;

/// <summary>How the tenant stands towards an import of it.</summary>
/// <param name="IsDone">It signs with this very certificate already: an answer was lost.</param>
/// <param name="Obstacle">What is in the way; null when nothing is.</param>
/// <param name="Generation">The tenant's: it moves when somebody connects or disconnects it.</param>
public readonly record struct ImportStanding(bool IsDone, Refusal? Obstacle, int Generation = 0)
{
    public static ImportStanding Free(int generation) => new(false, null, generation);

    public static ImportStanding Done => new(true, null);

    public static ImportStanding Blocked(ErrorCode code, string detail) => new(false, new Refusal(code, detail));

    public static ImportStanding Conflict(string detail) => Blocked(ErrorCode.Conflict, detail);
}
