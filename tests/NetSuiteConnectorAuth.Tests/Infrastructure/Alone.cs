using Xunit;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>For tests of what a process has only one of. They run one after another, when all others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
