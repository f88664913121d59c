using System.Globalization;

namespace Load;

/// <summary>What follows a command: pairs of <c>--name</c> and whole numbers, separated by commas when there are several.</summary>
internal sealed class Words
{
    private readonly Dictionary<string, IReadOnlyList<int>> _numbers = new(StringComparer.Ordinal);

    private Words()
    {
    }

    /// <summary>Null when a word is not understood.</summary>
    public static Words? Parse(IReadOnlyList<string> args, params string[] names)
    {
        var words = new Words();
        for (var i = 0; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count || !names.Contains(args[i]))
            {
                return null;
            }

            var numbers = args[i + 1].Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
            if (numbers.Contains(-1) || !words._numbers.TryAdd(args[i], numbers))
            {
                return null;
            }
        }

        return words;
    }

    public int Number(string name, int otherwise) => _numbers.TryGetValue(name, out var numbers) ? numbers[0] : otherwise;

    public IReadOnlyList<int> Numbers(string name, params int[] otherwise) => _numbers.GetValueOrDefault(name, otherwise);
}
