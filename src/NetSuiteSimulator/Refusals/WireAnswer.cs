namespace NetSuiteSimulator.Refusals;

/// <summary>What the client sees of a refusal.</summary>
/// <param name="Code">The OAuth <c>error</c>, or the <c>o:errorCode</c>.</param>
public sealed record WireAnswer(int Status, string Code, BodyForm Form = BodyForm.OAuth);
