using NetSuiteConnectorAuth.Hosting;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>Somebody whose bearer JWTs stand for callers (workload identity).</summary>
public sealed record IssuerOptions(string Name, Uri Authority, string Audience, IReadOnlyList<IssuerOptions.Mapping> Callers)
{
    /// <summary>As its tokens write it in <c>iss</c>, but for a slash at the end.</summary>
    public string AuthorityText => Authority.OriginalString.TrimEnd('/');

    /// <summary>The token with this subject is this caller.</summary>
    public sealed record Mapping(string Subject, string Caller);

    public static IReadOnlyList<IssuerOptions> ReadAll(ConfigurationReader config)
    {
        List<IssuerOptions> issuers = [.. config.Names("Issuers").Select(name => Read(config, name))];
        var first = new Dictionary<(string Authority, string Audience, string Subject), string>();
        foreach (var issuer in issuers.Where(issuer => issuer.Audience.Length > 0))
        {
            foreach (var subject in issuer.Callers.Select(mapping => mapping.Subject).Where(subject => subject.Length > 0))
            {
                // A token names its issuer, audience and subject, and never which entry of ours it means.
                var key = (issuer.AuthorityText, issuer.Audience, subject);
                if (!first.TryAdd(key, issuer.Name) && first[key] != issuer.Name)
                {
                    config.Fault($"Issuers:{issuer.Name}:Callers", $"names the subject {subject}, as Issuers:{first[key]} does with the same Authority and Audience.");
                }
            }
        }

        return issuers;
    }

    private static IssuerOptions Read(ConfigurationReader config, string name)
    {
        var at = $"Issuers:{name}";
        var authority = config.RequiredHttpsUrl($"{at}:Authority");
        var audience = config.RequiredText($"{at}:Audience");
        var callers = config.Names($"{at}:Callers").Select(entry => ReadMapping(config, $"{at}:Callers:{entry}")).ToList();
        if (callers.Count == 0)
        {
            config.Fault($"{at}:Callers", "is required: which subject is which caller.");
        }

        foreach (var subject in callers.GroupBy(mapping => mapping.Subject).Where(group => group.Key.Length > 0 && group.Count() > 1))
        {
            config.Fault($"{at}:Callers", $"names the subject {subject.Key} more than once.");
        }

        return new(name, authority ?? new Uri("https://issuer.invalid"), audience, callers);
    }

    private static Mapping ReadMapping(ConfigurationReader config, string at)
    {
        var caller = config.RequiredText($"{at}:Caller");
        if (caller.Length > 0 && !config.Names("Callers").Contains(caller))
        {
            config.Fault($"{at}:Caller", "is not one of Callers.");
        }

        return new(config.RequiredText($"{at}:Subject"), caller);
    }
}
