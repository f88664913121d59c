using System.Globalization;

namespace NetSuiteSimulator.Signing;

/// <summary>Whom an access token of either shape stands for, and which client has it (section_158255317571, section_162755359851).</summary>
internal sealed record TokenSubject(string Company, long Role, long Entity, string ClientId)
{
    /// <summary><c>role;entity</c> of a user's grant, <c>company;0;role;entity;N</c> of a certificate; null for anything else.</summary>
    public static TokenSubject? Of(Jwt token)
    {
        var parts = token.Text("sub")?.Split(';');
        var audience = token.Texts("aud");
        return (parts, audience) switch
        {
            ([var role, var entity], [var application, var clientId]) when application.Split(';') is [_, var company] =>
                new TokenSubject(company, Number(role), Number(entity), clientId),
            ([var company, _, var role, var entity, _], [var clientId, _]) => new TokenSubject(company, Number(role), Number(entity), clientId),
            _ => null,
        };
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
