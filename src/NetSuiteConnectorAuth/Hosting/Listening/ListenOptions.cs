namespace NetSuiteConnectorAuth.Hosting;

/// <summary>Where the two listeners listen, and what they are called from outside.</summary>
/// <param name="PublicBaseUrl">What the admin's browser sees. Without query or fragment.</param>
/// <param name="InternalBaseUrl">What callers' assertions name as audience.</param>
public sealed record ListenOptions(ListenAddress Public, ListenAddress Internal, Uri PublicBaseUrl, Uri InternalBaseUrl)
{
    /// <summary>Kestrel's own key for the certificate of every https listener.</summary>
    internal const string Certificate = "Kestrel:Certificates:Default";

    public static ListenOptions Read(ConfigurationReader config)
    {
        var atPublic = Address(config, "Listen:Public", "http://*:8080");
        var atInternal = Address(config, "Listen:Internal", "http://127.0.0.1:8081");
        if (atPublic.Overlaps(atInternal))
        {
            config.Fault("Listen:Internal", "must not share a port with Listen:Public: browsers would reach internal routes.");
        }

        if (config.Has("Kestrel:Endpoints"))
        {
            config.Fault("Kestrel:Endpoints", "is not used: the listeners are Listen:Public and Listen:Internal.");
        }

        if (atPublic.IsHttps || atInternal.IsHttps)
        {
            if (!config.Has(Certificate) && !config.IsDevelopment)
            {
                config.Fault(Certificate, "is required for a listener that is https: its Path, and Password or KeyPath.");
            }

            config.FrameworksFile($"{Certificate}:Path");
            config.FrameworksFile($"{Certificate}:KeyPath");
        }

        var publicUrl = BaseUrl(config, "PublicBaseUrl", config.RequiredText("PublicBaseUrl"), UrlRules.WhyNotBase);
        var internalUrl = BaseUrl(config, "InternalBaseUrl", config.Text("InternalBaseUrl"), UrlRules.WhyNotInternalBase);
        return new(atPublic, atInternal, publicUrl ?? atPublic.ToUri(atPublic.Port), internalUrl ?? atInternal.ToUri(atInternal.Port));
    }

    /// <param name="path">Begins with a slash.</param>
    public Uri PublicUrl(string path) => new(PublicBaseUrl.AbsoluteUri.TrimEnd('/') + path);

    private static ListenAddress Address(ConfigurationReader config, string key, string fallback)
    {
        if (ListenAddress.Parse(config.Text(key) ?? fallback) is { } address)
        {
            return address;
        }

        config.Fault(key, "must be http:// or https://, then *, localhost or an IP address, then a port: http://127.0.0.1:8081.");
        return ListenAddress.Parse(fallback)!;
    }

    private static Uri? BaseUrl(ConfigurationReader config, string key, string? text, Func<string, string?> whyNot)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (whyNot(text) is { } fault)
        {
            config.Fault(key, fault);
            return null;
        }

        return new Uri(text);
    }
}
