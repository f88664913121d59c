using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Load;

/// <summary>
/// One connection that is kept, on which one request waits at a time. Blocking calls and no copies: whoever makes the load runs on the same
/// machine as what is loaded, so each microsecond it takes is missing there.
/// </summary>
internal sealed class Line : IDisposable
{
    private const int Largest = 16 * 1024;

    private readonly byte[] _buffer = new byte[Largest];
    private int _length;
    private int _bodyAt;

    public Line(Uri server)
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(server.Host, server.Port);
    }

    public Socket Socket { get; }

    /// <summary>Of the last answer.</summary>
    public int Status => ((_buffer[9] - '0') * 100) + ((_buffer[10] - '0') * 10) + _buffer[11] - '0';

    /// <summary>Of the last answer, with the lengths of its pieces when it came in pieces.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyAt, _length - _bodyAt);

    public ReadOnlySpan<byte> Answer => _buffer.AsSpan(0, _length);

    public void Send(ReadOnlySpan<byte> request)
    {
        _length = 0;
        Socket.Send(request);
    }

    /// <summary>Takes what is there, waiting for something; answers whether the answer is complete.</summary>
    public bool Receive()
    {
        var read = Socket.Receive(_buffer.AsSpan(_length));
        _length += read;
        return read > 0 ? IsComplete() : throw new IOException($"The server ended the connection. {Encoding.ASCII.GetString(Answer)}");
    }

    public void Ask(ReadOnlySpan<byte> request)
    {
        Send(request);
        while (!Receive())
        {
        }
    }

    public void Dispose() => Socket.Dispose();

    private bool IsComplete()
    {
        var answer = Answer;
        var headEnd = answer.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return false;
        }

        _bodyAt = headEnd + 4;
        var head = answer[.._bodyAt];
        var lengthAt = head.IndexOf("Content-Length: "u8);
        if (lengthAt < 0)
        {
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        }

        var digits = head[(lengthAt + "Content-Length: "u8.Length)..];
        return answer.Length - _bodyAt == int.Parse(digits[..digits.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
