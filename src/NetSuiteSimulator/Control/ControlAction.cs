using System.Globalization;
using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Control;

/// <summary>The buttons of the overview page.</summary>
internal static class ControlAction
{
    public const string Reset = "reset";
    public const string RefreshSandbox = "refresh-sandbox";
    public const string ResetCredentials = "reset-credentials";
    public const string RemoveFault = "remove-fault";
    public const string RevokeCertificate = "revoke-certificate";
    public const string Enable = "enable";
    public const string Block = "block";
    public const string ToggleUser = "toggle-user";
    public const string ToggleRole = "toggle-role";

    /// <summary>What no longer exists is left alone: the page may be older than the state.</summary>
    public static void Run(SimulatedNetSuite netSuite, IFormCollection form)
    {
        var id = form["id"].ToString();
        var account = netSuite.FindAccount(form["account"].ToString());
        switch (form["action"].ToString(), account)
        {
            case (Reset, _):
                netSuite.Reset();
                break;
            case (RemoveFault, _) when int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                netSuite.Faults.Remove(number);
                break;
            case (ResetCredentials, _) when netSuite.FindIntegration(id) is { } record:
                netSuite.ResetCredentials(record);
                break;
            case (RefreshSandbox, { IsProduction: false }):
                netSuite.RefreshSandbox(account);
                break;
            case (RevokeCertificate, not null):
                account.Certificates.Revoke(id, netSuite.Clock.GetUtcNow());
                break;
            case (Enable or Block, not null) when account.FindInstallation(id) is { } installation:
                installation.State = form["action"] == Enable ? IntegrationState.Enabled : IntegrationState.Blocked;
                break;
            case (ToggleUser, not null) when Number(id) is { } userId && account.FindUser(userId) is { } user:
                user.Active = !user.Active;
                break;
            case (ToggleRole, not null) when Number(id) is { } roleId && account.FindRole(roleId) is { } role:
                role.Active = !role.Active;
                break;
        }
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
