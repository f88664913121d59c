namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>The vendor's logo on disk: which files are accepted, and why one is not.</summary>
public static class LogoFile
{
    public const int MaximumBytes = 512 * 1024;

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
    };

    /// <summary>What is wrong with the file, as a sentence for start-up's list of faults; null when it can be served.</summary>
    public static string? FindFault(string path)
    {
        if (!ContentTypes.ContainsKey(Path.GetExtension(path)))
        {
            return "must be an .svg, .png, .jpg, .jpeg or .webp file";
        }

        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return "does not exist";
        }

        return file.Length is 0 or > MaximumBytes ? $"must have between 1 and {MaximumBytes} bytes" : null;
    }

    /// <exception cref="InvalidDataException"><see cref="FindFault"/> finds one.</exception>
    public static PageAsset Read(string path) =>
        FindFault(path) is { } fault
            ? throw new InvalidDataException($"The logo {fault}.")
            : new PageAsset(File.ReadAllBytes(path), ContentTypes[Path.GetExtension(path)]);
}
