using System.Diagnostics;

namespace NetSuiteConnectorAuth.Tests.Infrastructure;

/// <summary>The openssl command line: a second opinion that shares no code with .NET's cryptography API.</summary>
internal static class OpenSsl
{
    /// <summary>Runs openssl and gives what it wrote; a failure of openssl is a failure of the test.</summary>
    public static async Task<byte[]> RunAsync(byte[] input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.ToArray()
            : throw new InvalidOperationException($"openssl {string.Join(' ', arguments)}: {await errors}");
    }
}
