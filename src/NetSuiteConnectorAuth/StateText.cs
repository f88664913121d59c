using System.Text.Json;

namespace NetSuiteConnectorAuth;

/// <summary>The names of states as the outside writes them: <c>reconnect_required</c> for <c>ReconnectRequired</c>.</summary>
public static class StateText
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static TEnum? Parse<TEnum>(string text)
        where TEnum : struct, Enum
    {
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Of(value) == text)
            {
                return value;
            }
        }

        return null;
    }
}
