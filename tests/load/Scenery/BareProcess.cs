using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Load;

/// <summary>
/// The least a token endpoint can do on Kestrel, to compare with: reads the body, proves the caller as the service does (Basic, SHA-256,
/// a comparison in constant time), and writes bytes that were made beforehand. No routing, no middleware, no form, no JSON.
/// </summary>
internal static class BareProcess
{
    public const string Role = "bare";

    private const string Scheme = "Basic ";

    /// <param name="url">Where to listen.</param>
    /// <param name="answer">The body that is always answered.</param>
    /// <param name="digests">Of the secrets that are compared with, all of them at every request.</param>
    public static Task<ChildProcess> StartAsync(string url, byte[] answer, IReadOnlyList<byte[]> digests, int? processor) =>
        ChildProcess.StartAsync(
            Role,
            new() { ["url"] = url, ["answer"] = Convert.ToBase64String(answer), ["digests"] = string.Join(' ', digests.Select(Convert.ToBase64String)) },
            processor);

    public static async Task RunAsync(string settings)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, string?>>(settings)!;
        var answer = Convert.FromBase64String(given["answer"]!);
        var digests = given["digests"]!.Split(' ').Select(Convert.FromBase64String).ToArray();

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        // The service names no server either.
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(given["url"]!);
        await using var app = builder.Build();
        app.Run(http => AnswerAsync(http, answer, digests));
        await app.StartAsync();
        await ChildProcess.AnswerAsync(Report);
        await app.StopAsync();
    }

    private static async Task AnswerAsync(HttpContext http, byte[] answer, byte[][] digests)
    {
        var reader = http.Request.BodyReader;
        while (await reader.ReadAsync(http.RequestAborted) is var read)
        {
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        var response = http.Response;
        if (!IsKnown(http.Request.Headers.Authorization.ToString(), digests))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = answer.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        await response.BodyWriter.WriteAsync(answer, http.RequestAborted);
    }

    private static bool IsKnown(string authorization, byte[][] digests)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> pair = stackalloc byte[512];
        if (!Convert.TryFromBase64Chars(authorization.AsSpan(Scheme.Length), pair, out var length)
            || pair[..length].IndexOf((byte)':') is not (> 0 and var colon)
            || !pair[..colon].SequenceEqual(Encoding.UTF8.GetBytes(Scene.Caller)))
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pair[(colon + 1)..length], digest);
        var isKnown = false;
        foreach (var known in digests)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(known, digest);
        }

        return isKnown;
    }

    private static ServerCost Report()
    {
        using var process = Process.GetCurrentProcess();
        return new ServerCost(process.TotalProcessorTime.TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true), process.WorkingSet64);
    }
}
