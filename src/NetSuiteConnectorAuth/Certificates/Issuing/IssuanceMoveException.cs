namespace NetSuiteConnectorAuth.Certificates;

/// <summary>A mistake of ours: an issuance was asked for a move that its state does not allow. Nothing of it was changed.</summary>
public sealed class IssuanceMoveException(IssuanceState state, string verb) : Exception($"An issuance that is {state} has no move {verb}.")
{
    public IssuanceState State { get; } = state;

    /// <summary>The method of <see cref="Issuance"/>.</summary>
    public string Verb { get; } = verb;
}
