using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>One request and what came of it.</summary>
/// <param name="ClockLearnt">The answer taught us that our clock differs from NetSuite's by more than an assertion can bear.</param>
internal sealed record Attempt<T>(NetSuiteResult<T> Result, TimeSpan Took, bool ClockLearnt)
    where T : class
{
    public NetSuiteFailure? Failure => Result.Failure;
}
