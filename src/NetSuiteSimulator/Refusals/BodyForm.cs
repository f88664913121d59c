namespace NetSuiteSimulator.Refusals;

/// <summary>The forms in which NetSuite says no.</summary>
public enum BodyForm
{
    /// <summary><c>{"error":"…"}</c>, nothing else (subsect_158521832417).</summary>
    OAuth,

    /// <summary><c>o:errorDetails</c>, as the REST services answer (section_156570709583).</summary>
    RestDetails,

    /// <summary>Plain text that calls itself JSON, as implementers have met at the certificates API.</summary>
    TextUnderJson,

    PlainText,

    Html,

    Empty,
}
