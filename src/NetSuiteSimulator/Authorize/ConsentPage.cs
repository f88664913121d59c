using System.Globalization;
using System.Text;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using static NetSuiteSimulator.Hosting.HtmlPage;

namespace NetSuiteSimulator.Authorize;

/// <summary>Login, role choice and consent on one page; element IDs and field names are fixed.</summary>
internal static class ConsentPage
{
    private const int MostAccounts = 100;

    public static string Render(Exchange exchange, AuthorizeRequest request, Session? session, ConsentForm? earlier, string? mistake)
    {
        var accounts = Choices(exchange, session);
        var chosen = exchange.ChosenAccount ?? session?.Account ?? accounts[0];
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <h1>Allow “{Encode(request.Integration.Name)}” to access NetSuite?</h1>
            <p>It will act as the user and in the role you choose, with the scopes
            {string.Join(", ", request.Scopes.Select(scope => $"<code>{Encode(scope)}</code>"))}.</p>
            """);
        if (mistake is not null)
        {
            page.Append(CultureInfo.InvariantCulture, $"""<p class="error" id="error" role="alert">{Encode(mistake)}</p>""");
        }

        page.Append("""<form method="post" autocomplete="off">""");
        AppendAccount(page, exchange, accounts, chosen);
        AppendSelect(
            page,
            ConsentForm.UserField,
            "User",
            Distinct(accounts, chosen, account => account.Users.Select(user => (user.Id, user.Name + (user.Active ? "" : " (inactive)")))),
            earlier?.User ?? session?.Entity ?? 317);
        AppendSelect(
            page,
            ConsentForm.RoleField,
            "Role",
            Distinct(accounts, chosen, account => account.Roles.Select(role => (role.Id, role.Name + (role.Active ? "" : " (inactive)")))),
            earlier?.Role ?? session?.Role ?? 1042);
        page.Append(CultureInfo.InvariantCulture, $"""
            <div class="actions"><button id="allow" name="{ConsentForm.DecisionField}" value="{ConsentForm.Allow}">Allow</button>
            <button id="deny" class="quiet" name="{ConsentForm.DecisionField}" value="{ConsentForm.Deny}">Deny</button></div></form>
            """);
        return HtmlPage.Render("Allow access · NetSuite simulator", page.ToString());
    }

    private static List<Account> Choices(Exchange exchange, Session? session)
    {
        if (exchange.Address.Family == HostFamily.App)
        {
            return [exchange.Account];
        }

        var accounts = exchange.NetSuite.Accounts.Take(MostAccounts).ToList();
        foreach (var named in new[] { session?.Account, exchange.ChosenAccount }.OfType<Account>())
        {
            accounts.Remove(named);
            accounts.Insert(0, named);
        }

        return accounts;
    }

    private static void AppendAccount(StringBuilder page, Exchange exchange, List<Account> accounts, Account chosen)
    {
        page.Append("""<label for="account">Account</label>""");
        if (exchange.Address.Family == HostFamily.App)
        {
            page.Append(CultureInfo.InvariantCulture, $"""<input id="account" value="{Encode(chosen.Id)}" readonly>""");
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"""<select id="account" name="{ConsentForm.AccountField}">""");
        foreach (var account in accounts)
        {
            AppendOption(page, account.Id, account.Id, account == chosen);
        }

        page.Append("</select>");
        if (exchange.Options.AcceptAnyAccount || exchange.NetSuite.AccountCount > MostAccounts)
        {
            page.Append(CultureInfo.InvariantCulture, $"""
                <label for="other-account">Another account (wins when filled in)</label><input id="other-account" name="{ConsentForm.OtherAccountField}">
                """);
        }
    }

    /// <summary>Without script the lists cannot follow the account: they show what any of the accounts has, and the answer is checked.</summary>
    private static IEnumerable<(long Id, string Name)> Distinct(List<Account> accounts, Account chosen, Func<Account, IEnumerable<(long Id, string Name)>> of) =>
        of(chosen).Concat(accounts.SelectMany(of)).DistinctBy(item => item.Id).OrderBy(item => item.Id);

    private static void AppendSelect(StringBuilder page, string name, string label, IEnumerable<(long Id, string Name)> items, long selected)
    {
        page.Append(CultureInfo.InvariantCulture, $"""<label for="{name}">{label}</label><select id="{name}" name="{name}">""");
        foreach (var (id, text) in items)
        {
            AppendOption(page, id.ToString(CultureInfo.InvariantCulture), $"{text} ({id.ToString(CultureInfo.InvariantCulture)})", id == selected);
        }

        page.Append("</select>");
    }

    private static void AppendOption(StringBuilder page, string value, string text, bool selected) =>
        page.Append(CultureInfo.InvariantCulture, $"""<option value="{Encode(value)}"{(selected ? " selected" : "")}>{Encode(text)}</option>""");
}
