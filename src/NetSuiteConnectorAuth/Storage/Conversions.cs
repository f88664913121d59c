using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NetSuiteConnectorAuth.NetSuite;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace NetSuiteConnectorAuth.Storage;

/// <summary>How the value types of this code stand in a column.</summary>
internal static class Conversions
{
    internal sealed class UtcTime() : ValueConverter<DateTimeOffset, DateTime>(
        time => time.UtcDateTime,
        stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));

    internal sealed class TenantNameText() : ValueConverter<TenantName, string>(name => name.Value, stored => TenantName.Parse(stored));

    internal sealed class AccountIdText() : ValueConverter<AccountId, string>(account => account.Value, stored => AccountId.Parse(stored));

    internal sealed class ScopeSetText() : ValueConverter<ScopeSet, string>(scopes => scopes.Value, stored => ScopeSet.Parse(stored));

    internal sealed class ProtectedSecretText() : ValueConverter<ProtectedSecret, string>(
        secret => secret.CipherText,
        stored => new ProtectedSecret(stored));
}
