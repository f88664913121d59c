namespace NetSuiteSimulator.Faults;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>Status, body, content type and headers as given, instead of the real answer.</summary>
    Answer,

    /// <summary>An HTML page (503 unless a status is given), as during maintenance.</summary>
    HtmlPage,

    /// <summary>429 <c>CONCURRENCY_LIMIT_EXCEEDED</c>, with <c>Retry-After</c> when one is given.</summary>
    Throttle,

    /// <summary>A body of <see cref="Fault.Size"/> bytes.</summary>
    OversizedBody,

    /// <summary>No answer until the client leaves.</summary>
    Hang,

    /// <summary>The connection is reset before anything is done.</summary>
    Reset,

    /// <summary>The request is processed, then the connection is reset: the client cannot know.</summary>
    AnswerLost,

    /// <summary>The request waits for <see cref="Fault.Delay"/> and then goes on.</summary>
    Delay,

    /// <summary>The request waits until it is released, then it is processed.</summary>
    HoldBefore,

    /// <summary>The request is processed, and its answer waits until it is released.</summary>
    HoldAfter,

    /// <summary>An uploaded certificate cannot be used for <see cref="Fault.Delay"/>.</summary>
    DelayedVisibility,

    /// <summary>The access token lives for <see cref="Fault.Delay"/> only.</summary>
    ShortTokenLife,
}
