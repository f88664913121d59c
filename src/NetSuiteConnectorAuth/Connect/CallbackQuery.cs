using System.Globalization;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>The parameters NetSuite sends back (netsuite-oauth2 §3). Everything in it may come from an attacker.</summary>
public sealed record CallbackQuery(
    string? State, Secret? Code, string? Error, string? Company, string? Role, string? Entity, bool HasDuplicates)
{
    public bool TryReadIdentity(out int role, out int entity)
    {
        entity = 0;
        return TryReadId(Role, out role) && TryReadId(Entity, out entity);
    }

    public bool TryReadAccount(out AccountId? account) => AccountId.TryParse(Company, out account);

    // Internal IDs are signed: -5 is an entity in NetSuite's own samples.
    private static bool TryReadId(string? text, out int id) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id) && text is { Length: <= 11 } && text[0] != '+';
}
