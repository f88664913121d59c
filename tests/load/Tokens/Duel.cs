namespace Load;

/// <summary>
/// Two servers in turn, in many short rounds: the first, the second, and the first again, so that what the machine does by itself is seen.
/// </summary>
internal sealed class Duel
{
    private readonly List<(Round Before, Round Other, Round After)> _rounds = [];

    public static async Task<Duel> RunAsync(Contestant baseline, Contestant other, TokenArguments arguments)
    {
        // In slices, for the two settle best under what is to come.
        for (var slice = 0; slice < 4; slice++)
        {
            baseline.Pump.Run(arguments.WarmUp / 4);
            other.Pump.Run(arguments.WarmUp / 4);
        }

        var duel = new Duel();
        for (var round = 0; round < arguments.Rounds; round++)
        {
            duel._rounds.Add((await baseline.RunAsync(arguments.Round), await other.RunAsync(arguments.Round), await baseline.RunAsync(arguments.Round)));
        }

        return duel;
    }

    public Figures Baseline(Func<Round, double> figure) => new(_rounds.SelectMany(round => new[] { figure(round.Before), figure(round.After) }));

    public Figures Other(Func<Round, double> figure) => new(_rounds.Select(round => figure(round.Other)));

    /// <summary>The second to the mean of the first before and after it.</summary>
    public Figures Ratio(Func<Round, double> figure) => new(_rounds.Select(round => figure(round.Other) * 2 / (figure(round.Before) + figure(round.After))));

    /// <summary>What the second has more than the mean of the first before and after it.</summary>
    public Figures More(Func<Round, double> figure) => new(_rounds.Select(round => figure(round.Other) - (figure(round.Before) + figure(round.After)) / 2));

    /// <summary>The first to itself: what a ratio says when there is no difference.</summary>
    public Figures Noise(Func<Round, double> figure) => new(_rounds.Select(round => figure(round.After) / figure(round.Before)));
}
