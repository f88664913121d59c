using System.Text.Encodings.Web;

namespace NetSuiteSimulator.Hosting;

/// <summary>The simulator's pages: no script, readable on a phone, and never to be mistaken for Oracle's own.</summary>
internal static class HtmlPage
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1d2733;--soft:#5b6775;--paper:#fff;--ground:#eef1f5;--line:#d5dbe3;--accent:#0b6b57;--no:#a3312a}
        @media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a3afbd;--paper:#1a222c;--ground:#10161d;--line:#344150;--accent:#3cc0a0;--no:#f0857d}}
        *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        header{padding:.7rem 1rem;background:var(--paper);border-bottom:3px dashed var(--accent);font-weight:600}header small{color:var(--soft);font-weight:400}
        main{width:min(34rem,100% - 2rem);margin:1.5rem auto;padding:1.25rem;background:var(--paper);border:1px solid var(--line);border-radius:.6rem}main.wide{width:min(76rem,100% - 2rem)}
        h1{font-size:1.35rem;margin:.2rem 0 .8rem}h2{font-size:1.1rem;margin:1.6rem 0 .5rem}a{color:var(--accent)}
        label{display:block;margin:.9rem 0 .25rem;font-weight:600}select,input{width:100%;padding:.6rem;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:.4rem}
        .actions{display:flex;gap:.7rem;margin-top:1.3rem;flex-wrap:wrap}button{padding:.65rem 1.2rem;font:inherit;font-weight:600;border-radius:.4rem;border:1px solid var(--accent);background:var(--accent);color:var(--paper);cursor:pointer}
        button.quiet{background:transparent;color:var(--no);border-color:var(--no)}td form,h2 form{display:inline}td button,h2 button{padding:.15rem .5rem;font-size:.85rem;margin:.1rem;white-space:nowrap;background:transparent;color:var(--accent)}
        .error{color:var(--no);font-weight:600}table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}.long{overflow-wrap:anywhere}.scroll{overflow-x:auto}.scroll table{min-width:52rem}code{font-size:.9em}
        """;

    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <param name="title">Plain text.</param>
    /// <param name="body">HTML.</param>
    public static string Render(string title, string body, bool wide = false) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(title)}</title><style>{Style}</style></head>
        <body><header>NetSuite simulator <small>· a test double, not Oracle NetSuite</small></header>
        <main{(wide ? " class=\"wide\"" : "")}>{body}</main></body></html>
        """;

    /// <summary>
    /// Names no <c>form-action</c>: browsers apply it to the redirect that follows a form post as well, and that may go to any redirect URI.
    /// </summary>
    public static Task WriteAsync(HttpContext context, int status, string html)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html;charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }
}
