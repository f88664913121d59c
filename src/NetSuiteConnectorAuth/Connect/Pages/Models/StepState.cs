namespace NetSuiteConnectorAuth.Connect.Pages;

public enum StepState
{
    /// <summary>Not begun.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Current,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>Stopped here.</summary>
    Failed,
}
