using NetSuiteConnectorAuth.NetSuite.Answers;
using NetSuiteConnectorAuth.Storage;

namespace NetSuiteConnectorAuth.Certificates;

/// <summary>One process working on one issuance: the rows it changes, and the token that proved the certificate, kept for the first caller.</summary>
public sealed record IssuanceRun(ConnectorDbContext Db, Issuance Issuance)
{
    public MintedToken? FirstToken { get; set; }
}
