using Microsoft.Net.Http.Headers;

namespace NetSuiteConnectorAuth.Connect.Pages;

/// <summary>What the pages load: one stylesheet and the vendor's logo. Nothing comes from another host.</summary>
public static class AssetEndpoints
{
    public static IEndpointRouteBuilder MapAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(PageAssets.StylesheetPath, (HttpContext http, PageAssets assets) => Serve(http, assets.Stylesheet)).ExcludeFromDescription();
        routes.MapGet(PageAssets.LogoPath, (HttpContext http, PageAssets assets) => Serve(http, assets.Logo)).ExcludeFromDescription();
        return routes;
    }

    private static IResult Serve(HttpContext http, PageAsset? asset)
    {
        if (asset is null)
        {
            return TypedResults.NotFound();
        }

        var headers = http.Response.Headers;
        // Whoever asks with the right version may keep the answer for ever: another content has another address.
        headers.CacheControl = http.Request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        // An SVG opened by itself is a document: it may draw, and nothing else.
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        return TypedResults.Bytes(asset.Content, asset.ContentType, entityTag: new EntityTagHeaderValue($"\"{asset.Version}\""));
    }
}
