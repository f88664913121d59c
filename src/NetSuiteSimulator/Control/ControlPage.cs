using System.Globalization;
using System.Text;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;
using static NetSuiteSimulator.Hosting.HtmlPage;

namespace NetSuiteSimulator.Control;

/// <summary>The overview at <c>/_simulator</c>, with a button for each thing an administrator might do.</summary>
internal static class ControlPage
{
    private const int MostAccounts = 50;
    private const int MostRequests = 50;

    public static void MapPage(this IEndpointRouteBuilder control)
    {
        control.MapGet("", (HttpContext context, SimulatedNetSuite netSuite) => HtmlPage.WriteAsync(context, 200, Render(netSuite)));
        control.MapPost("/do", DoAsync);
    }

    private static async Task<IResult> DoAsync(HttpContext context, SimulatedNetSuite netSuite)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        ControlAction.Run(netSuite, form);
        return TypedResults.LocalRedirect("/_simulator");
    }

    private static string Render(SimulatedNetSuite netSuite)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <h1>Overview</h1><p>Clock: {netSuite.Clock.GetUtcNow():u}, offset {netSuite.Clock.Offset}. {netSuite.AccountCount} accounts.
            {Button(ControlAction.Reset, "Start over")}</p>
            """);
        foreach (var account in netSuite.Accounts.Take(MostAccounts))
        {
            AppendAccount(page, netSuite, account);
        }

        AppendTable(page, "Integration records", ["Name", "Client ID", "Client", "Redirect URIs", "Scopes", ""], netSuite.Integrations.Select(record => new[]
        {
            Encode(record.Name), Long(record.ClientId), record.IsPublic ? "public" : "confidential",
            Encode(string.Join(' ', record.RedirectUris)), Encode(string.Join(' ', record.Scopes)),
            Button(ControlAction.ResetCredentials, "Reset credentials", id: record.ClientId),
        }));
        AppendTable(page, "Faults", ["Operation", "Kind", "Account", "Hits", ""], netSuite.Faults.Active.Select(fault => new[]
        {
            fault.Fault.Operation.ToString(), fault.Fault.Kind.ToString(), Encode(fault.Fault.Account), Text(fault.Hits),
            Button(ControlAction.RemoveFault, "Remove", id: Text(fault.Id)),
        }));
        AppendTable(page, "Last requests", ["Time", "Operation", "Account", "Path", "Status", "Cause", "Faults"],
            netSuite.Journal.Entries.Reverse().Take(MostRequests).Select(entry => new[]
            {
                $"{entry.At:HH:mm:ss}", entry.Operation?.ToString() ?? "", Encode(entry.Account), Long(entry.Path),
                entry.Status is { } status ? Text(status) : "none", entry.Cause?.ToString() ?? "", string.Join(' ', entry.Faults),
            }));
        AppendTable(page, "Login Audit Trail", ["Time", "Account", "Detail", "Application", "Role", "Entity"],
            netSuite.AuditTrail.Entries.Reverse().Take(MostRequests).Select(entry => new[]
            {
                $"{entry.At:HH:mm:ss}", Encode(entry.Account), entry.Success ? "Success" : Encode(entry.Detail), Encode(entry.Application),
                Text(entry.Role), Text(entry.Entity),
            }));
        return HtmlPage.Render("NetSuite simulator", page.ToString(), wide: true);
    }

    private static void AppendAccount(StringBuilder page, SimulatedNetSuite netSuite, Account account)
    {
        var now = netSuite.Clock.GetUtcNow();
        var buttons = account.IsProduction ? "" : Button(ControlAction.RefreshSandbox, "Refresh sandbox", account);
        AppendTable(page, $"Account {Encode(account.Id)} {buttons}", ["", "", "", ""], [
            .. account.Installations.Select(pair => new[]
            {
                "Integration", Encode(netSuite.FindIntegration(pair.Key)?.Name ?? pair.Key), pair.Value.State.ToString(),
                Button(ControlAction.Enable, "Enable", account, pair.Key) + Button(ControlAction.Block, "Block", account, pair.Key),
            }),
            .. account.Certificates.All.Select(certificate => new[]
            {
                "Certificate", Long(certificate.Id), $"role {certificate.Role}, entity {certificate.Entity}, until {certificate.ValidUntil:yyyy-MM-dd}",
                certificate.IsActive(now) ? Button(ControlAction.RevokeCertificate, "Revoke", account, certificate.Id) : "inactive",
            }),
            .. account.Users.Select(user => new[]
            {
                "User", $"{Encode(user.Name)} ({user.Id})", "roles " + string.Join(", ", user.Roles.Order()),
                Button(ControlAction.ToggleUser, user.Active ? "Inactivate" : "Activate", account, Text(user.Id)),
            }),
            .. account.Roles.Select(role => new[]
            {
                "Role", $"{Encode(role.Name)} ({role.Id})", Encode(string.Join(' ', role.Permissions.Order())),
                Button(ControlAction.ToggleRole, role.Active ? "Inactivate" : "Activate", account, Text(role.Id)),
            }),
        ]);
    }

    /// <param name="title">HTML, like every cell.</param>
    private static void AppendTable(StringBuilder page, string title, string[] heads, IEnumerable<string[]> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"""<h2>{title}</h2><div class="scroll"><table><tr>{string.Concat(heads.Select(head => $"<th>{head}</th>"))}</tr>""");
        foreach (var row in rows)
        {
            page.Append("<tr>").Append(string.Concat(row.Select(cell => $"<td>{cell}</td>"))).Append("</tr>");
        }

        page.Append("</table></div>");
    }

    private static string Button(string action, string text, Account? account = null, string? id = null) => $"""
        <form method="post" action="/_simulator/do"><input type="hidden" name="action" value="{action}"><input type="hidden" name="account" value="{Encode(account?.Id)}"><input type="hidden" name="id" value="{Encode(id)}"><button>{text}</button></form>
        """;

    /// <summary>What may be broken anywhere, so that the columns beside it stay in sight.</summary>
    private static string Long(string? text) => $"""<span class="long">{Encode(text)}</span>""";

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
