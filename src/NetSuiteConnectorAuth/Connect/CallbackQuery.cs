using System.Globalization;
using System.Text.RegularExpressions;
using NetSuiteConnectorAuth.NetSuite;

namespace NetSuiteConnectorAuth.Connect;

/// <summary>The parameters NetSuite sends back (RFC 6749 §4.1.2, and whom it is for). Everything in it may come from an attacker.</summary>
public sealed partial record CallbackQuery(
    string? State, Secret? Code, string? Error, string? Company, string? Role, string? Entity, bool HasDuplicates)
{
    public bool TryReadIdentity(out int role, out int entity)
    {
        entity = 0;
        return TryReadId(Role, out role) && TryReadId(Entity, out entity);
    }

    public bool TryReadAccount(out AccountId? account) => AccountId.TryParse(Company, out account);

    // The state proves the browser that began, and a record would print it.
    public override string ToString() => nameof(CallbackQuery);

    private static bool TryReadId(string? text, out int id)
    {
        id = 0;
        return text is not null && InternalId().IsMatch(text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id);
    }

    // Signed: -5 is an entity in NetSuite's own samples. The shape first, for the parser overlooks trailing NULs.
    [GeneratedRegex(@"\A-?[0-9]{1,10}\z")]
    private static partial Regex InternalId();
}
