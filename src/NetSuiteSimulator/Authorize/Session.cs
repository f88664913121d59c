using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Authorize;

/// <summary>A browser that is logged in to an account as one of its users, in one role.</summary>
internal sealed record Session(Account Account, long Entity, long Role)
{
    /// <summary>A user or role that was inactivated meanwhile is logged out.</summary>
    public bool IsLive => Account.MayAct(Entity, Role);
}
