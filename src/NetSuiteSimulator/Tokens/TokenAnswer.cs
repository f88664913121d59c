using System.Globalization;
using NetSuiteSimulator.Faults;
using NetSuiteSimulator.Hosting;

namespace NetSuiteSimulator.Tokens;

/// <summary>How long the token of this request lives, and the answer that carries it.</summary>
internal static class TokenAnswer
{
    /// <summary>The life that applies to this request: a fault's, else the configured one.</summary>
    public static TimeSpan AccessLife(Exchange exchange) =>
        exchange.FaultOf(FaultKind.ShortTokenLife)?.Delay ?? exchange.Options.AccessTokenLifetime;

    /// <param name="life">What <c>expires_in</c> says.</param>
    /// <param name="tokenType">Oracle's samples write it in two ways (section_158081952044, section_162755359851).</param>
    public static Dictionary<string, object> Make(Exchange exchange, string accessToken, TimeSpan life, string tokenType, string? refreshToken = null)
    {
        var answer = new Dictionary<string, object> { ["access_token"] = accessToken };
        if (refreshToken is not null)
        {
            answer["refresh_token"] = refreshToken;
        }

        var seconds = (long)life.TotalSeconds;
        answer["expires_in"] = exchange.Options.ExpiresInAsString ? seconds.ToString(CultureInfo.InvariantCulture) : seconds;
        answer["token_type"] = tokenType;
        return answer;
    }
}
