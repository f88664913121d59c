namespace Demo;

/// <summary>The demo cannot go on. The message is for the person at the terminal and carries no secret.</summary>
internal sealed class DemoFailure(string message) : Exception(message);
