using System.Diagnostics.CodeAnalysis;
using NetSuiteConnectorAuth.NetSuite.Failures;

namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>What came of a call to NetSuite: a value or a failure, never both and never an exception for what the wire may bring.</summary>
public sealed class NetSuiteResult<T>
    where T : class
{
    private readonly T? _value;

    private NetSuiteResult(T value) => _value = value;

    private NetSuiteResult(NetSuiteFailure failure) => Failure = failure;

    /// <summary>Null when the call succeeded.</summary>
    public NetSuiteFailure? Failure { get; }

    public bool Succeeded([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out NetSuiteFailure? failure)
    {
        value = _value;
        failure = Failure;
        return failure is null;
    }

    public static implicit operator NetSuiteResult<T>(T value) => new(value);

    public static implicit operator NetSuiteResult<T>(NetSuiteFailure failure) => new(failure);
}
