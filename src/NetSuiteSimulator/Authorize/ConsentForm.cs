using System.Globalization;
using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Authorize;

/// <summary>What the user decided. Field names are fixed: headless clients post them.</summary>
/// <param name="Account">Only on the shared host; the account host names its own.</param>
internal sealed record ConsentForm(string? Account, long? User, long? Role, bool Allowed)
{
    public const string AccountField = "account";
    public const string OtherAccountField = "other_account";
    public const string UserField = "user";
    public const string RoleField = "role";
    public const string DecisionField = "decision";
    public const string Allow = "allow";
    public const string Deny = "deny";

    public static ConsentForm? Read(IFormCollection form)
    {
        var decision = form[DecisionField].ToString();
        if (decision is not (Allow or Deny))
        {
            return null;
        }

        var other = form[OtherAccountField].ToString().Trim();
        return new ConsentForm(
            other.Length > 0 ? other : form[AccountField].ToString(),
            Number(form[UserField].ToString()),
            Number(form[RoleField].ToString()),
            decision == Allow);
    }

    /// <summary>Why nobody can log in like this; null when somebody can.</summary>
    public string? Mistake(Account? account)
    {
        if (account is null)
        {
            return "There is no such account.";
        }

        if (User is null || account.FindUser(User.Value) is not { } user)
        {
            return "This account has no such user.";
        }

        if (Role is null || account.FindRole(Role.Value) is not { } role)
        {
            return "This account has no such role.";
        }

        return !user.Active ? "The user is inactive."
            : !role.Active ? "The role is inactive."
            : !user.Roles.Contains(role.Id) ? "The user does not have this role."
            : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
