namespace NetSuiteSimulator.Refusals;

/// <summary>A value, or the reason why there is none.</summary>
internal readonly record struct Verdict<T>
    where T : class
{
    public Verdict(T value) => Value = value;

    private Verdict(RefusalCause cause) => Cause = cause;

    private T? Value { get; }

    private RefusalCause Cause { get; }

    public static implicit operator Verdict<T>(T value) => new(value);

    public static implicit operator Verdict<T>(RefusalCause cause) => new(cause);

    public bool Refused(out RefusalCause cause, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out T? value)
    {
        (cause, value) = (Cause, Value);
        return value is null;
    }
}
