namespace Demo;

/// <param name="DataFolder">Where the database and the key ring go, and stay; null for a folder that ends with the demo.</param>
internal sealed record DemoArguments(bool Headless, string? DataFolder, bool ShowHelp)
{
    public const string Usage = """
        dotnet run --project src/Demo [-- [--headless] [--data DIR]]

          --headless   walk from the connect link to a token and a NetSuite read, print each step, exit 0
          --data DIR   keep database and key ring in DIR; else they are deleted at the end
        """;

    /// <summary>Null when a word is not understood.</summary>
    public static DemoArguments? Parse(IReadOnlyList<string> args)
    {
        var parsed = new DemoArguments(Headless: false, DataFolder: null, ShowHelp: false);
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--headless":
                    parsed = parsed with { Headless = true };
                    break;
                case "--data" when i + 1 < args.Count && !args[i + 1].StartsWith('-'):
                    parsed = parsed with { DataFolder = Path.GetFullPath(args[++i]) };
                    break;
                case "--help" or "-h":
                    parsed = parsed with { ShowHelp = true };
                    break;
                default:
                    return null;
            }
        }

        return parsed;
    }
}
