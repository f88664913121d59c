using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Hosting;

namespace NetSuiteSimulator.Authorize;

/// <summary>"Integration Record and Prompt Parameter Combinations" (section_162626471013).</summary>
internal static class ConsentRules
{
    /// <summary>On the shared host there is no login to force: the account is not known yet.</summary>
    public static bool MustLogIn(Session? session, Prompt prompt, HostFamily host) =>
        session is null || (prompt.HasFlag(Prompt.Login) && host == HostFamily.App);

    public static bool MustConsent(Session session, AuthorizeRequest request, HostFamily host)
    {
        if (request.Prompt.HasFlag(Prompt.Consent) || request.Scopes.Contains(Scope.Mcp))
        {
            return true;
        }

        var installation = session.Account.FindInstallation(request.Integration.ClientId);
        return installation?.ConsentPolicy switch
        {
            ConsentPolicy.NeverAsk => false,
            ConsentPolicy.AskFirstTime => host == HostFamily.System || !installation.Agreed(session.Entity, session.Role, request.Scopes),
            _ => true,
        };
    }
}
