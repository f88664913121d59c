using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace NetSuiteConnectorAuth.Hosting;

/// <summary>
/// What is wrong with a JSON body, for the person who wrote it: which member, and what it must be. A value is never repeated, for bodies
/// hold private keys; the name of a member that we do not know is, as far as a name goes.
/// </summary>
internal static class BodyFault
{
    private const int LongestName = 40;

    /// <summary>Null when it is not the body that could not be read, or nothing is known of how it should be.</summary>
    public static string? Describe(BadHttpRequestException failure, Endpoint? endpoint, IServiceProvider services)
    {
        if (failure.StatusCode != StatusCodes.Status400BadRequest
            || endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is not { } type)
        {
            return null;
        }

        var members = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.GetTypeInfo(type).Properties;
        return failure.InnerException switch
        {
            // The serializer wraps what the reader of the text has to say.
            JsonException { InnerException: JsonException } text =>
                $"The body is not JSON: see line {text.LineNumber + 1}, byte {text.BytePositionInLine + 1}.",
            JsonException { Path: { Length: > 2 } path } => Describe(NameIn(path), members),
            _ => $"The body must be a JSON object with {Required(members)}.",
        };
    }

    private static string Describe(string name, IList<JsonPropertyInfo> members) =>
        members.SingleOrDefault(member => member.Name == name) is { } known
            ? $"The member '{name}' must be {Kind(known.PropertyType)}, given once."
            : $"There is no member '{name[..Math.Min(name.Length, LongestName)]}'. There are: {string.Join(", ", members.Select(member => member.Name))}.";

    private static string Required(IList<JsonPropertyInfo> members)
    {
        var required = members.Where(member => member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false }).Select(member => member.Name).ToList();
        return required.Count == 0 ? "members" : $"at least: {string.Join(", ", required)}";
    }

    private static string Kind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "a string",
        var t when t == typeof(int) => "a whole number",
        _ => "as documented",
    };

    /// <summary>The first name of a path such as <c>$.tenant.x</c> or <c>$['odd name']</c>.</summary>
    private static string NameIn(string path) =>
        path.StartsWith("$['", StringComparison.Ordinal) ? path[3..].Split("']")[0] : path[2..].Split('.', '[')[0];
}
