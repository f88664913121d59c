namespace NetSuiteConnectorAuth.Connect.Pages;

public sealed record ProgressStep(string Title, StepState State);
