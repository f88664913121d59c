namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>The five steps from the consent to the connection, as the administrator sees them.</summary>
public static class ProgressSteps
{
    /// <summary>Nouns, because each is read as done, under way, failed and still to come.</summary>
    private static readonly string[] Titles =
    [
        "Your approval in NetSuite",
        "A new key and certificate",
        "Upload of the certificate",
        "A first sign-in as proof",
        "Connected",
    ];

    /// <summary>How many steps there are; with this many done the connection stands.</summary>
    public static int Count => Titles.Length;

    /// <summary>The steps when the first <paramref name="done"/> of them are finished and the next one is under way.</summary>
    public static IReadOnlyList<ProgressStep> UnderWay(int done) => Build(done, StepState.Current);

    /// <summary>The steps when the one after the first <paramref name="done"/> of them went wrong.</summary>
    public static IReadOnlyList<ProgressStep> FailedAfter(int done) => Build(done, StepState.Failed);

    private static ProgressStep[] Build(int done, StepState next)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(done);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(done, Count);
        return [.. Titles.Select((title, index) => new ProgressStep(title, StateOf(index)))];

        StepState StateOf(int index) => index < done ? StepState.Done : index == done ? next : StepState.Waiting;
    }
}
