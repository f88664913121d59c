using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tests.Certificates;
using NetSuiteConnectorAuth.Tests.Tenants;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Conventions;

/// <summary>What the documentation says of states, files and configuration keys is what the code says.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Select(path => Path.GetFileName(path)), "../README.md"];

    [Fact]
    public void The_diagram_of_a_tenants_status_has_the_states_of_the_enum() =>
        Assert.Equal(NamesOf<TenantStatus>(), Diagram("A tenant's status:").SelectMany(Ends).Distinct().Order());

    [Fact]
    public void The_diagram_of_an_issuance_has_the_states_of_the_enum() =>
        Assert.Equal(NamesOf<IssuanceState>(), Diagram("The making of a certificate:").SelectMany(Ends).Distinct().Order());

    [Fact]
    public void Every_move_in_the_table_of_a_tenants_transitions_is_an_arrow_and_every_arrow_is_a_move()
    {
        var moves = TenantTransitionTests.Table.Select(row => (row.Data.Item1, row.Data.Item3))
            .Concat(TenantTransitionTests.FailedAfterAnEarlierLife.Select(row => (TenantStatus.Provisioning, (TenantStatus?)row.Data)));

        Assert.Equal(Moves(moves), Diagram("A tenant's status:").Where(IsBetweenStates).Order());
    }

    [Fact]
    public void Every_move_in_the_table_of_an_issuance_is_an_arrow_and_every_arrow_is_a_move() =>
        Assert.Equal(
            Moves(IssuanceTransitionTests.Table.Select(row => (row.Data.Item1, row.Data.Item3))),
            Diagram("The making of a certificate:").Where(IsBetweenStates).Order());

    [Theory]
    [InlineData("**Connect.**")]
    [InlineData("**Token.**")]
    [InlineData("**Rotate.**")]
    public void A_walk_takes_six_files_at_most_and_all_are_there(string walk)
    {
        var start = Readme.IndexOf(walk, StringComparison.Ordinal);
        var paragraph = Readme[start..Readme.IndexOf("\n\n", start, StringComparison.Ordinal)];

        var files = Link().Matches(paragraph).ToList();

        Assert.InRange(files.Count, 3, 6);
        Assert.All(files, file =>
        {
            Assert.True(File.Exists(Path.Combine(Root, file.Groups["path"].Value)), file.Value);
            Assert.EndsWith("/" + file.Groups["text"].Value.Trim('`'), file.Groups["path"].Value, StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_to_a_file_leads_somewhere(string document)
    {
        var folder = Path.Combine(Root, "docs");
        var targets = Link().Matches(File.ReadAllText(Path.Combine(folder, document)))
            .Select(link => link.Groups["path"].Value)
            .Where(path => !path.StartsWith("http", StringComparison.Ordinal));

        Assert.All(targets, path => Assert.True(File.Exists(Path.Combine(folder, Path.GetDirectoryName(document)!, path)), path));
    }

    [Fact]
    public void No_comment_cites_a_document_that_is_not_here()
    {
        Assert.NotEmpty(Code("src"));
        Assert.DoesNotContain(Code("src").Concat(Code("tests")), path => ElsewhereCited().IsMatch(File.ReadAllText(path)));
    }

    [Theory]
    [InlineData("contract " + "§2.2")]
    [InlineData("netsuite-" + "oauth2 §6")]
    [InlineData("R-" + "ROT-04")]
    [InlineData("design " + "§3")]
    public void A_comment_that_did_would_be_found(string citation) => Assert.Matches(ElsewhereCited(), $"/// <summary>Once ({citation}).</summary>");

    [Fact]
    public void The_limit_of_a_visitor_is_the_one_that_operators_read_of() => Assert.Contains(
        $"{VisitorLimit.RequestsPerMinute} requests a minute", File.ReadAllText(Path.Combine(Root, "docs", "operating.md")), StringComparison.Ordinal);

    [Fact]
    public void Every_key_the_documentation_names_is_one_the_service_reads() => Assert.Empty(KeysNobodyReads(DocumentedKeys()));

    [Fact]
    public void A_key_that_nobody_reads_would_be_found() =>
        Assert.Equal(["Tokens:MinimalLifetime"], KeysNobodyReads(["Tokens:MinimumLifetime", "Tokens:MinimalLifetime"]));

    [Fact]
    public void Every_key_the_service_reads_is_documented()
    {
        var documented = DocumentedKeys().ToHashSet();
        var asked = new RecordingConfiguration(Configure(documented));
        _ = WarningsOf(asked);

        // The framework's and the logger's own keys are asked in order to refuse them; of a section, only whether it is there.
        var missing = asked.Keys
            .Where(key => !key.StartsWith("Kestrel", StringComparison.Ordinal) && !key.StartsWith("Serilog", StringComparison.Ordinal) && key is not "ForwardedHeaders_Enabled")
            .Where(key => !documented.Contains(Unindexed(key)) && !documented.Any(known => known.StartsWith(key + ":", StringComparison.Ordinal)))
            .ToList();

        Assert.True(missing.Count == 0, string.Join(", ", missing));
        Assert.Contains("Tokens:MinimumLifetime", asked.Keys);
    }

    /// <summary>The first column of the tables in configuration.md, with a name for each placeholder.</summary>
    private static string[] DocumentedKeys() =>
    [
        .. KeyCell().Matches(File.ReadAllText(Path.Combine(Root, "docs", "configuration.md")))
            .Select(cell => cell.Groups["key"].Value.Replace("{name}", "default", StringComparison.Ordinal)
                .Replace("{client_id}", "job", StringComparison.Ordinal)
                .Replace("{n}", "0", StringComparison.Ordinal)),
    ];

    /// <summary>A key outside a section gets no warning; those two are known by name.</summary>
    private static IEnumerable<string> KeysNobodyReads(IEnumerable<string> keys) =>
        WarningsOf(Configure(keys))
            .Where(warning => warning.Message.Contains("is not a key of this service", StringComparison.Ordinal))
            .Select(warning => warning.Key)
            .Concat(keys.Where(key => !key.Contains(':', StringComparison.Ordinal)).Except(["PublicBaseUrl", "InternalBaseUrl"]));

    private static IConfiguration Configure(IEnumerable<string> keys) =>
        new ConfigurationBuilder().AddInMemoryCollection(keys.Select(key => KeyValuePair.Create<string, string?>(key, "1"))).Build();

    private static IReadOnlyList<ConfigurationWarning> WarningsOf(IConfiguration configuration) =>
        Assert.Throws<ConfigurationException>(() => ConnectorConfiguration.Read(
            configuration, new HostingEnvironment { EnvironmentName = Environments.Production })).Warnings;

    private static IEnumerable<string> NamesOf<TEnum>()
        where TEnum : struct, Enum => Enum.GetValues<TEnum>().Select(StateText.Of).Order();

    private static (string From, string To)[] Diagram(string title)
    {
        var start = Readme.IndexOf("stateDiagram-v2", Readme.IndexOf(title, StringComparison.Ordinal), StringComparison.Ordinal);
        var text = Readme[start..Readme.IndexOf("```", start, StringComparison.Ordinal)];
        return [.. Arrow().Matches(text).Select(arrow => (arrow.Groups["from"].Value, arrow.Groups["to"].Value))];
    }

    private static IEnumerable<(string From, string To)> Moves<TState>(IEnumerable<(TState From, TState? To)> rows)
        where TState : struct, Enum => rows
            .Where(row => row.To is { } to && !to.Equals(row.From))
            .Select(row => (StateText.Of(row.From), StateText.Of(row.To!.Value)))
            .Distinct()
            .Order();

    private static bool IsBetweenStates((string From, string To) arrow) => arrow.From != "[*]" && arrow.To != "[*]";

    private static IEnumerable<string> Ends((string From, string To) arrow) => new[] { arrow.From, arrow.To }.Where(state => state != "[*]");

    private static string Unindexed(string key) => Index().Replace(key, "");

    private static IEnumerable<string> Code(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NetSuiteConnectorAuth.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^ *(?<from>\S+) --> (?<to>[^\s:]+)", RegexOptions.Multiline)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"\[(?<text>[^\[\]]+)\]\((?<path>[^()#\s]+)[^()]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\| `(?<key>(?:[A-Z][A-Za-z]+(?::[A-Za-z{}_]+)+|PublicBaseUrl|InternalBaseUrl))` \|", RegexOptions.Multiline)]
    private static partial Regex KeyCell();

    /// <summary>Whoever reads the code has this repository, the RFCs and NetSuite's help.</summary>
    [GeneratedRegex(@"\b(?:contract|design)\s§|netsuite-oauth\d|\bR-[A-Z]{2,}-\d")]
    private static partial Regex ElsewhereCited();

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Index();
}
