using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using NetSuiteConnectorAuth.Tenants;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>Used by <c>dotnet ef migrations add</c> alone.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<ConnectorDbContext>
{
    public ConnectorDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ConnectorDbContext>().UseSqlite("Data Source=design.db").Options, new TenantDirectory(), new WriterTurns());
}
