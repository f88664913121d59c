using System.Runtime.CompilerServices;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Refusals;
using Xunit;

namespace NetSuiteSimulator.Tests;

/// <summary>The README names everything that can be set, so it cannot fall behind unnoticed.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Names =>
    [
        .. typeof(SimulatorOptions).GetProperties().Select(property => property.Name).Except([nameof(SimulatorOptions.Integration), nameof(SimulatorOptions.Url)]),
        .. Enum.GetNames<Operation>(),
        .. Enum.GetNames<FaultKind>(),
        .. Enum.GetNames<BodyForm>(),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_in_the_README(string name) => Assert.Matches($@"`[^`]*\b{name}\b[^`]*`", Readme());

    private static string Readme([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../src/NetSuiteSimulator/README.md"));
}
