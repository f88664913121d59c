using System.Diagnostics;
using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.Tests.Infrastructure;
using NetSuiteConnectorAuth.Tests.Tokens;

namespace NetSuiteConnectorAuth.Tests.Recipes;

/// <summary>One program of <c>docs/recipes.md</c>, as printed there, and how it is run.</summary>
/// <param name="Name">As in the fence: <c>```js recipe=openid-client</c>.</param>
/// <param name="FileName">What the program is saved as.</param>
/// <param name="Command">Program and arguments, run in the folder of the file.</param>
/// <param name="Needs">Files and folders without which it cannot be run here.</param>
internal sealed partial record Recipe(string Name, string FileName, string[] Command, params string[] Needs)
{
    public static readonly string Root = FindRoot();

    private static readonly string Folder = Path.Combine(Root, "tests", "recipes");
    private static readonly string Modules = Path.Combine(Folder, "node_modules");
    private static readonly string Document = File.ReadAllText(Path.Combine(Root, "docs", "recipes.md"));

    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("curl", "recipe.sh", ["sh", "recipe.sh"], "/usr/bin/curl", "/usr/bin/jq"),
        OfProject("client", "Client"),
        OfProject("duende", "Duende"),
        new("authlib", "recipe.py", ["/usr/bin/python3", "recipe.py"], "/usr/lib/python3/dist-packages/authlib"),
        new("authlib-private-key-jwt", "recipe.py", ["/usr/bin/python3", "recipe.py"], "/usr/lib/python3/dist-packages/authlib"),
        new("requests-oauthlib", "recipe.py", ["/usr/bin/python3", "recipe.py"], "/usr/lib/python3/dist-packages/requests_oauthlib"),
        new("openid-client", "recipe.mjs", ["node", "recipe.mjs"], Path.Combine(Modules, "openid-client")),
        new("simple-oauth2", "recipe.mjs", ["node", "recipe.mjs"], Path.Combine(Modules, "simple-oauth2")),
        new("go", "recipe.go", ["/usr/bin/go", "run", "recipe.go"], "/usr/bin/go", "/usr/share/gocode/src/golang.org/x/oauth2/clientcredentials"),
    ];

    /// <summary>The names of all programs in the document that say they are recipes.</summary>
    public static IEnumerable<string> Printed => Fence().Matches(Document).Select(fence => fence.Groups["name"].Value);

    /// <summary>What the reader copies.</summary>
    public string Program => Fence().Matches(Document).Single(fence => fence.Groups["name"].Value == Name).Groups["program"].Value;

    /// <summary>For the C# programs: the source that was built, which must be what is printed.</summary>
    public string? BuiltSource { get; init; }

    public string? Missing => Array.Find(Needs, path => !Path.Exists(path));

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string> environment)
    {
        using var folder = new TemporaryFolder();
        folder.Write(FileName, Program);
        if (Directory.Exists(Modules))
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), Modules);
        }

        var start = new ProcessStartInfo(Command[0], Command[1..])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Neither a proxy nor a Go module of this machine has a part in it.
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "127.0.0.1";
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = "/usr/share/gocode";
        start.Environment["GOFLAGS"] = "";

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Jobs.Cancelled);
        var errors = process.StandardError.ReadToEndAsync(Jobs.Cancelled);
        await process.WaitForExitAsync(Jobs.Cancelled);
        return (process.ExitCode, await output, await errors);
    }

    public override string ToString() => Name;

    /// <summary>A program that was built with the solution: its project is beside its source.</summary>
    private static Recipe OfProject(string name, string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var built = Path.Combine(Folder, project, "bin", configuration, "net10.0", project + "Recipe.dll");
        return new(name, "recipe.cs", ["dotnet", built]) { BuiltSource = File.ReadAllText(Path.Combine(Folder, project, "Recipe.cs")) };
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NetSuiteConnectorAuth.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^```\w+ recipe=(?<name>\S+)\n(?<program>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
