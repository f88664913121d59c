using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;
using NetSuiteConnectorAuth.Tokens;
using NetSuiteSimulator;
using NetSuiteSimulator.Faults;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Recipes;

/// <summary>The programs of <c>docs/recipes.md</c>, exactly as printed, against the service and the simulator.</summary>
public sealed partial class RecipeTests(RecipeTests.Sky sky) : IClassFixture<RecipeTests.Sky>
{
    public static TheoryData<string> Names => [.. Recipe.All.Select(recipe => recipe.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_recipe_gets_a_token_and_reads_with_it(string name)
    {
        var (exitCode, output, errors) = await RunAsync(name, Deployment.Tenant);

        Assert.True(exitCode == 0, errors);
        Assert.Equal("account 1234567: 3 customers", output.Trim());
        Assert.Empty(errors.Trim());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_recipe_shows_a_refusal_for_good(string name)
    {
        var (exitCode, output, errors) = await RunAsync(name, "no-such-tenant");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("error=invalid_target error_code=unknown_tenant retry_after=", errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_recipe_shows_how_long_to_wait(string name)
    {
        var (exitCode, output, errors) = await RunAsync(name, Sky.Throttled);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches(Wait(), errors);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_recipe_shows_that_the_secret_is_wrong(string name)
    {
        var (exitCode, output, errors) = await RunAsync(name, Deployment.Tenant, "not-the-secret-of-this-job");

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("error=invalid_client ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_built_is_what_is_printed() =>
        Assert.All(Recipe.All.Where(recipe => recipe.BuiltSource is not null), recipe => Assert.Equal(recipe.BuiltSource, recipe.Program));

    [Fact]
    public void Every_program_that_is_printed_as_a_recipe_is_run() =>
        Assert.Equal(Recipe.All.Select(recipe => recipe.Name), Recipe.Printed);

    [Fact]
    public void The_versions_that_are_printed_are_those_that_are_run()
    {
        var packages = XDocument.Load(Path.Combine(Recipe.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        var own = XDocument.Load(Path.Combine(Recipe.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        var node = File.ReadAllText(Path.Combine(Recipe.Root, "tests", "recipes", "package.json"));
        var document = File.ReadAllText(Path.Combine(Recipe.Root, "docs", "recipes.md"));

        Assert.Contains($"#:package Duende.IdentityModel@{packages["Duende.IdentityModel"]}\n", document, StringComparison.Ordinal);
        Assert.Contains($"#:package NetSuiteConnectorAuth.Client@{own}\n", document, StringComparison.Ordinal);
        Assert.All(NodePackage().Matches(node), package =>
            Assert.Matches($@"\[Node: {package.Groups["name"].Value}\]\([^)]*\) \| {Regex.Escape(package.Groups["version"].Value)} \|", document));
    }

    [Fact]
    public void The_page_says_what_a_job_does_about_every_error_of_the_token_endpoint()
    {
        var page = File.ReadAllText(Path.Combine(Recipe.Root, "docs", "recipes.md"));

        var errors = page.Split('\n')
            .SkipWhile(line => !line.StartsWith("| `error` |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(row => Code().Matches(row.Split('|')[1]).Select(code => code.Groups["word"].Value));

        Assert.Equal(
            Enum.GetValues<TokenRefusal>().Select(refusal => TokenErrors.Of(refusal).Error).Distinct().Order(StringComparer.Ordinal),
            errors.Order(StringComparer.Ordinal));
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string name, string tenant, string? secret = null)
    {
        var recipe = Recipe.All.Single(recipe => recipe.Name == name);
        Assert.SkipUnless(recipe.Missing is null, $"{recipe.Missing} is not on this machine; tests/run.sh installs it where it can.");
        using var keys = new TemporaryFolder();
        using var strangersKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await recipe.RunAsync(new Dictionary<string, string>
        {
            ["NSCA_TOKEN_URL"] = sky.TokenUrl,
            ["NSCA_CLIENT_ID"] = Deployment.Job,
            ["NSCA_CLIENT_SECRET"] = secret ?? Deployment.JobSecret.Reveal(),
            ["NSCA_PRIVATE_KEY_FILE"] = keys.Write("job.pem", (secret is null ? sky.JobKey : strangersKey).ExportPkcs8PrivateKeyPem()),
            ["NSCA_TENANT"] = tenant,
        });
    }

    [GeneratedRegex("^error=temporarily_unavailable error_code=netsuite_throttled retry_after=[1-9][0-9]*( remedy=Wait)?\r?\n")]
    private static partial Regex Wait();

    [GeneratedRegex("""^    "(?<name>[^"]+)": "(?<version>[^"]+)",?$""", RegexOptions.Multiline)]
    private static partial Regex NodePackage();

    [GeneratedRegex("`(?<word>[a-z_]+)`")]
    private static partial Regex Code();

    /// <summary>One tenant in sunshine, and one whose NetSuite wants to be left alone.</summary>
    public sealed class Sky : SharedDeployment
    {
        public const string Throttled = "stormy";

        private const string Account = "TSTDRV1234567";

        private readonly string _internalUrl = $"http://127.0.0.1:{FreePort.Next()}";

        public string TokenUrl => _internalUrl + "/token";

        public ECDsa JobKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Deployment.ConnectAsync();
            await Deployment.ConnectAsync(Throttled, Account);
            var token = await Deployment.AccessTokenAsync(Throttled);
            Deployment.Fault(FaultKind.Throttle, fault => fault with { Account = Account, RetryAfter = 3000 });

            // No token is left, and NetSuite issues none.
            await Deployment.RequestTokenAsync(Throttled, ("rejected_token", token));
        }

        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["Listen:Internal"] = settings["InternalBaseUrl"] = _internalUrl;
            settings[$"Callers:{Deployment.Job}:PublicKeys:0"] = JobKey.ExportSubjectPublicKeyInfoPem();
        }

        protected override void Arrange(SimulatorOptions simulator) => simulator.AccessTokenAlgorithm = "ES256";
    }
}
