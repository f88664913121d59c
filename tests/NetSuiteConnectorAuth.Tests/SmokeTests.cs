using Xunit;

namespace NetSuiteConnectorAuth.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_test_runner_works() => Assert.Equal(2, 1 + 1);
}
