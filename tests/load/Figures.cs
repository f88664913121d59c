namespace Load;

/// <summary>Some measurements of the same thing: the middle one, and between which it lies.</summary>
internal sealed class Figures(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    public double Least => _sorted[0];

    public double Most => _sorted[^1];

    public string Text(string format) => $"{Median.ToString(format)} ({Least.ToString(format)}–{Most.ToString(format)})";
}
