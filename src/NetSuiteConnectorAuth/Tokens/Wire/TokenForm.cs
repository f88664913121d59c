using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace NetSuiteConnectorAuth.Tokens;

/// <summary>
/// The parameters of a token request. Empty ones count as omitted (RFC 6749 §3.2); one given twice makes the request malformed, also when
/// we do not know it, and so do more unknown ones than any client has reason to send.
/// </summary>
public sealed class TokenForm
{
    /// <summary>The value that is in every request which is answered by a token.</summary>
    public const string ClientCredentials = "client_credentials";

    private const int MostOthers = 100;

    private static readonly string[] Names =
    [
        "grant_type", "client_id", "client_secret", "client_assertion_type", "client_assertion", "tenant", "resource", "scope", "min_ttl",
        "rejected_token",
    ];

    /// <summary>A request without a body.</summary>
    public static readonly TokenForm Empty = new();

    private readonly string?[] _values = new string?[Names.Length];

    private TokenForm()
    {
    }

    public string? GrantType => _values[0];

    public string? ClientId => _values[1];

    public Secret? ClientSecret => Secret(_values[2]);

    public string? ClientAssertionType => _values[3];

    public Secret? ClientAssertion => Secret(_values[4]);

    public string? Tenant => _values[5];

    public string? Resource => _values[6];

    public string? Scope => _values[7];

    public string? MinimumLife => _values[8];

    public Secret? Rejected => Secret(_values[9]);

    /// <summary>Reads the body to its end; null when a parameter was given twice. Completes at once when the body is there already.</summary>
    public static async ValueTask<TokenForm?> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        if (!body.TryRead(out var read))
        {
            read = await body.ReadAsync(cancellationToken);
        }

        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await body.ReadAsync(cancellationToken);
        }

        try
        {
            return Parse(read.Buffer);
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>The framework's reader of queries does it: <c>application/x-www-form-urlencoded</c> is what queries are written in.</summary>
    private static TokenForm? Parse(in ReadOnlySequence<byte> body)
    {
        var text = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount((int)body.Length) + 1);
        try
        {
            // A query may begin with a question mark that is not part of it; a form may not.
            text[0] = '&';
            var length = 1 + Encoding.UTF8.GetChars(body, text.AsSpan(1));
            return Parse(new QueryStringEnumerable(text.AsMemory(0, length)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text, clearArray: true);
        }
    }

    private static TokenForm? Parse(QueryStringEnumerable parameters)
    {
        var form = new TokenForm();
        var seen = 0;
        HashSet<string>? others = null;
        foreach (var parameter in parameters)
        {
            var name = parameter.DecodeName();
            var index = IndexOf(name.Span);
            if (others?.Count >= MostOthers)
            {
                return null;
            }

            if (index < 0 ? !(others ??= new(StringComparer.OrdinalIgnoreCase)).Add(name.ToString()) : (seen & (1 << index)) != 0)
            {
                return null;
            }

            if (index >= 0)
            {
                seen |= 1 << index;
                if (!name.Span.SequenceEqual(Names[index]))
                {
                    // Spelled so, it is another parameter; beside the right one it is a mistake that must not be guessed at.
                    continue;
                }

                var value = parameter.DecodeValue();
                form._values[index] = value.IsEmpty ? null : value.Span is ClientCredentials ? ClientCredentials : value.ToString();
            }
        }

        return form;
    }

    private static int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static Secret? Secret(string? value) => value is null ? null : new Secret(value);
}
