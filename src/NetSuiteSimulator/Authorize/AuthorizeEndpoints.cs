using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using NetSuiteSimulator.Accounts;
using NetSuiteSimulator.Grants;
using NetSuiteSimulator.Hosting;
using NetSuiteSimulator.Refusals;
using NetSuiteSimulator.Tokens;

namespace NetSuiteSimulator.Authorize;

/// <summary>authorize.nl: the user logs in, chooses a role, agrees or not, and is sent back (section_158081944642).</summary>
internal static class AuthorizeEndpoints
{
    public static void MapAuthorize(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("/app/login/oauth2/authorize.nl")
            .WithMetadata(new NetSuiteRoute(HostFamily.App | HostFamily.System, Operation.Authorize));
        page.MapGet("", ShowAsync);
        page.MapPost("", DecideAsync);
    }

    private static Task ShowAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        if (AuthorizeRules.Read(exchange, context.Request.Query).Refused(out var cause, out var request))
        {
            return context.RefuseAsync(cause);
        }

        var session = exchange.NetSuite.Sessions.Find(context);
        if (exchange.Address.Family == HostFamily.App && session?.Account != exchange.ChosenAccount)
        {
            session = null;
        }

        (exchange.Role, exchange.Entity) = (session?.Role, session?.Entity);
        if ((request.Objection ?? AccountObjection(exchange, exchange.ChosenAccount ?? session?.Account, request)) is { } objection)
        {
            return SendBackAsync(context, request, objection);
        }

        if (session is null && request.Prompt.HasFlag(Prompt.None))
        {
            return SendBackAsync(context, request, RefusalCause.NoSession);
        }

        var host = exchange.Address.Family;
        return ConsentRules.MustLogIn(session, request.Prompt, host) || ConsentRules.MustConsent(session!, request, host)
            ? HtmlPage.WriteAsync(context, StatusCodes.Status200OK, ConsentPage.Render(exchange, request, session, earlier: null, mistake: null))
            : AllowAsync(context, request, session!);
    }

    private static async Task DecideAsync(HttpContext context)
    {
        var exchange = context.Exchange();
        if (AuthorizeRules.Read(exchange, context.Request.Query).Refused(out var cause, out var request))
        {
            await context.RefuseAsync(cause);
            return;
        }

        if (request.Objection is { } objection)
        {
            await SendBackAsync(context, request, objection);
            return;
        }

        if (await TokenEndpoints.FormAsync(context) is not { } fields || ConsentForm.Read(fields) is not { } form)
        {
            await HtmlPage.WriteAsync(context, StatusCodes.Status400BadRequest, ConsentPage.Render(exchange, request, null, null, "Choose Allow or Deny."));
            return;
        }

        exchange.ChosenAccount ??= exchange.NetSuite.FindAccount(form.Account);
        (exchange.Role, exchange.Entity) = (form.Role, form.User);
        if (!form.Allowed)
        {
            await SendBackAsync(context, request, SpendState(exchange, request) ? RefusalCause.DeniedByUser : RefusalCause.StateInvalid);
            return;
        }

        if (form.Mistake(exchange.ChosenAccount) is { } mistake)
        {
            await HtmlPage.WriteAsync(context, StatusCodes.Status400BadRequest, ConsentPage.Render(exchange, request, null, form, mistake));
            return;
        }

        if (AccountObjection(exchange, exchange.ChosenAccount, request) is { } refused)
        {
            await SendBackAsync(context, request, refused);
            return;
        }

        var session = new Session(exchange.ChosenAccount!, form.User!.Value, form.Role!.Value);
        exchange.NetSuite.Sessions.Begin(context, session);
        await AllowAsync(context, request, session);
    }

    /// <summary>What only the account knows. A record that waits for approval is not stopped here: consent may succeed and calls still fail (section_158081952044).</summary>
    private static RefusalCause? AccountObjection(Exchange exchange, Account? account, AuthorizeRequest request) => account switch
    {
        null => null,
        { OAuth2Feature: false } => RefusalCause.FeatureDisabled,
        _ when account.FindInstallation(request.Integration.ClientId)?.State == IntegrationState.Blocked => RefusalCause.IntegrationBlocked,
        _ when exchange.Options.RefuseReusedStates &&
            exchange.NetSuite.Grants.HasUsedState(account.Id, request.Integration.ClientId, request.State!) => RefusalCause.StateInvalid,
        _ => null,
    };

    /// <summary>A state is unique to its flow (section_158081944642): once answered, it is used. False when it was used before.</summary>
    private static bool SpendState(Exchange exchange, AuthorizeRequest request) =>
        exchange.ChosenAccount is not { } account || !exchange.Options.RefuseReusedStates ||
        exchange.NetSuite.Grants.TryUseState(account.Id, request.Integration.ClientId, request.State!);

    private static Task AllowAsync(HttpContext context, AuthorizeRequest request, Session session)
    {
        var exchange = context.Exchange();
        exchange.ChosenAccount = session.Account;
        if (!SpendState(exchange, request))
        {
            return SendBackAsync(context, request, RefusalCause.StateInvalid);
        }

        exchange.Succeed();
        var grant = new Grant(session.Account, request.Integration, session.Entity, session.Role, request.Scopes, exchange.Now);
        var code = exchange.NetSuite.Grants.IssueCode(grant, request.RedirectUri, request.Challenge);
        return RedirectAsync(context, request, "code", code);
    }

    private static Task SendBackAsync(HttpContext context, AuthorizeRequest request, RefusalCause cause)
    {
        var exchange = context.Exchange();
        exchange.Refuse(cause, StatusCodes.Status302Found);
        return RedirectAsync(context, request, "error", cause == RefusalCause.NoSession ? exchange.Options.PromptNoneError : exchange.Options.AnswerTo(cause).Code);
    }

    /// <summary>The order of Oracle's example; role, entity and company as far as they are known by then.</summary>
    private static Task RedirectAsync(HttpContext context, AuthorizeRequest request, string name, string value)
    {
        var exchange = context.Exchange();
        var parameters = new Dictionary<string, string?>
        {
            ["state"] = request.State,
            ["role"] = exchange.Role?.ToString(CultureInfo.InvariantCulture),
            ["entity"] = exchange.Entity?.ToString(CultureInfo.InvariantCulture),
            ["company"] = exchange.ChosenAccount?.Id,
            [name] = value,
            ["error_description"] = name == "error" ? exchange.Options.CallbackErrorDescription : null,
            ["error_uri"] = name == "error" ? exchange.Options.CallbackErrorUri : null,
            ["iss"] = exchange.Options.CallbackIssuer,
        };
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(QueryHelpers.AddQueryString(request.RedirectUri, parameters.Where(parameter => parameter.Value is not null)));
        return Task.CompletedTask;
    }
}
