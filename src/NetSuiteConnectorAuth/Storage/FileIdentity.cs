using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>
/// Which file a path leads to now, told apart from another one put in its place. By <c>statx</c>, for .NET does not tell the number of a file;
/// the time of birth besides, since a number is given again. Elsewhere than on Linux nothing is known but whether a file is there.
/// </summary>
internal static class FileIdentity
{
    private const int FromWorkingDirectory = -100;
    private const uint NumberAndBirth = 0x100 | 0x800;

    /// <summary>Null when no file is there.</summary>
    public static string? Of(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // The layout is that of the kernel, the same on every machine.
        var answer = new byte[256];
        return OperatingSystem.IsLinux() && IsTold(path, answer)
            ? $"{Number(answer, 136, 8):x}-{Number(answer, 32, 8):x}-{Number(answer, 80, 8):x}-{Number(answer, 88, 4):x}"
            : "a file";
    }

    private static bool IsTold(string path, byte[] answer)
    {
        try
        {
            return ReadStatus(FromWorkingDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, NumberAndBirth, answer) == 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    private static ulong Number(byte[] answer, int at, int length) => length == 8
        ? BinaryPrimitives.ReadUInt64LittleEndian(answer.AsSpan(at))
        : BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(at));

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadStatus(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
