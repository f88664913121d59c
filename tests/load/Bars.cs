namespace Load;

/// <summary>What was measured, beside the bars it is held against.</summary>
internal sealed class Bars(string title)
{
    private readonly List<string> _rows = [];

    public bool AreHeld { get; private set; } = true;

    /// <summary>A number to read, with no bar.</summary>
    public void Tell(string what, string seen) => _rows.Add($"| {what} | {seen} | | |");

    public void Hold(string what, string seen, string bar, bool isHeld)
    {
        _rows.Add($"| {what} | {seen} | {bar} | {(isHeld ? "held" : "MISSED")} |");
        AreHeld &= isHeld;
    }

    /// <summary>A table that goes into a document as it is. Answers whether every bar was held.</summary>
    public bool Print()
    {
        Console.WriteLine();
        Console.WriteLine($"| {title} | seen | bar | |");
        Console.WriteLine("|---|---|---|---|");
        _rows.ForEach(Console.WriteLine);
        return AreHeld;
    }
}
