using Microsoft.Extensions.Primitives;

namespace NetSuiteConnectorAuth.Callers;

/// <summary>All of a request that may tell who sent it. The form's part is there at the token endpoints only.</summary>
/// <param name="Authorization">The header, as often as it was sent.</param>
/// <param name="Path">The path called, which an assertion may name as its audience.</param>
public readonly record struct CallerProof(
    StringValues Authorization,
    string Path,
    string? ClientId = null,
    Secret? ClientSecret = null,
    string? AssertionType = null,
    Secret? Assertion = null)
{
    // The header is a secret, and a record would print it.
    public override string ToString() => nameof(CallerProof);
}
