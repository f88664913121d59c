using System.Collections.Concurrent;
using System.Security.Cryptography;
using NetSuiteSimulator.Accounts;

namespace NetSuiteSimulator.Authorize;

/// <summary>Who is logged in. The browser keeps a cookie; the last thousand sessions live.</summary>
internal sealed class SessionRegister
{
    private const string CookieName = "simulator_session";
    private const int Capacity = 1000;

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public Session? Find(HttpContext context) =>
        context.Request.Cookies.TryGetValue(CookieName, out var id) && _sessions.TryGetValue(id, out var session) && session.IsLive ? session : null;

    public void Begin(HttpContext context, Session session)
    {
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _sessions[id] = session;
        _order.Enqueue(id);
        while (_order.Count > Capacity && _order.TryDequeue(out var oldest))
        {
            _sessions.TryRemove(oldest, out _);
        }

        context.Response.Cookies.Append(CookieName, id, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
    }

    public void Forget(Account account)
    {
        foreach (var (id, session) in _sessions)
        {
            if (session.Account == account)
            {
                _sessions.TryRemove(id, out _);
            }
        }
    }

    public void Clear() => _sessions.Clear();
}
