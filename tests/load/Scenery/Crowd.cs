using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NetSuiteConnectorAuth;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Storage;
using NetSuiteConnectorAuth.Tenants;
using NetSuiteConnectorAuth.Tokens;

namespace Load;

/// <summary>
/// Many tenants without as many consents: the first is connected as people do it, the others are copies of its rows, each with an account
/// and a token of its own. Their tokens are encrypted as the service does it; their certificates are not at NetSuite's, so nothing that is
/// measured with them may need a new token.
/// </summary>
internal sealed class Crowd(Scene scene)
{
    /// <summary>Makes an answer of 1.3 KB, as NetSuite's tokens do.</summary>
    private const int TokenLength = 1010;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>What a tenant's token begins with, so that an answer can be seen to be the tenant's own.</summary>
    public static string TokenPrefixOf(int tenant) => $"seeded-{tenant:000000}-";

    /// <summary>Tenants that are connected at NetSuite's too.</summary>
    public static async Task ConnectAsync(Scene scene, int tenants)
    {
        await using var service = await scene.StartServiceAsync();
        using var admins = new Admins(scene);
        await admins.ConnectAsync(0, tenants);
        while (await scene.CountAsync($"SELECT {tenants} - count(*) FROM Tenants WHERE Status = 'Connected'") > 0)
        {
            await Task.Delay(Glance, TimeProvider.System);
        }
    }

    public async Task SeedAsync(int tenants)
    {
        var started = Stopwatch.GetTimestamp();
        await ConnectAsync(scene, 1);
        await using var connection = new SqliteConnection(scene.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await CopyAsync(connection, "Tenants", "Name", tenants, static (row, tenant) =>
        {
            row["Account"] = AccountOf(tenant);
            row["RestUrl"] = OfAccount(row["RestUrl"], tenant);
            row["RestletUrl"] = OfAccount(row["RestletUrl"], tenant);
        });

        // Nobody looks after them while something else is measured, nor takes the wait for one of a clock that was ahead.
        var later = TimeProvider.System.GetUtcNow().UtcDateTime.Add(UpkeepPolicy.ReviewInterval);
        await CopyAsync(connection, "Upkeeps", "Tenant", tenants, (row, _) => row["ReviewAt"] = later);
        await CopyAsync(connection, "Certificates", "Tenant", tenants, static (row, tenant) =>
        {
            row["Account"] = AccountOf(tenant);
            row["Id"] = $"{tenant:000000}{((string)row["Id"])[6..]}";
        });
        await AddTokensAsync(connection, tenants);
        await transaction.CommitAsync();
        Console.WriteLine($"{tenants:N0} tenants with a token each in the store after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    private static string AccountOf(int tenant) => Admins.AccountOf(tenant);

    private static object OfAccount(object url, int tenant) =>
        url is string text ? text.Replace(AccountOf(0), AccountOf(tenant), StringComparison.Ordinal) : url;

    private static async Task CopyAsync(
        SqliteConnection connection, string table, string key, int tenants, Action<Dictionary<string, object>, int> change)
    {
        var template = await ReadAsync(connection, $"SELECT * FROM {table} WHERE {key} = '{Admins.NameOf(0)}'");
        await using var insert = connection.CreateCommand();
        var columns = template.Keys.ToList();
        insert.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", columns.Select(c => "$" + c))})";
        var parameters = columns.ToDictionary(column => column, column => insert.Parameters.AddWithValue("$" + column, template[column]));
        for (var tenant = 1; tenant < tenants; tenant++)
        {
            var row = new Dictionary<string, object>(template);
            change(row, tenant);
            row[key] = Admins.NameOf(tenant);
            foreach (var (column, value) in row)
            {
                parameters[column].Value = value;
            }

            await insert.ExecuteNonQueryAsync();
        }
    }

    private static async Task<Dictionary<string, object>> ReadAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue)
            : throw new InvalidOperationException($"No row: {sql}");
    }

    private async Task AddTokensAsync(SqliteConnection connection, int tenants)
    {
        // Not started: only its way to encrypt is wanted.
        await using var app = ServiceProcess.Build(scene.Settings(concurrency: 1, TimeSpan.FromHours(2)));
        var protector = app.Services.GetRequiredService<SecretProtector>();
        var first = await ReadAsync(connection, $"SELECT Generation, Scopes FROM Tenants WHERE Name = '{Admins.NameOf(0)}'");
        var (generation, scopes) = (Convert.ToInt32(first["Generation"], CultureInfo.InvariantCulture), ScopeSet.Parse((string)first["Scopes"]));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;

        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT OR REPLACE INTO Tokens (Tenant, Generation, Scopes, Token, IssuedAt, ExpiresAt) VALUES ($tenant, $generation, $scopes, $token, $issued, $expires)";
        var name = insert.Parameters.AddWithValue("$tenant", "");
        var token = insert.Parameters.AddWithValue("$token", "");
        insert.Parameters.AddWithValue("$generation", generation);
        insert.Parameters.AddWithValue("$scopes", scopes.Value);
        insert.Parameters.AddWithValue("$issued", now);
        insert.Parameters.AddWithValue("$expires", now.AddHours(1));
        for (var tenant = 0; tenant < tenants; tenant++)
        {
            var owner = StoredToken.OwnerOf(TenantName.Parse(Admins.NameOf(tenant)), generation, scopes);
            var secret = new Secret(TokenPrefixOf(tenant).PadRight(TokenLength, 'x'));
            (name.Value, token.Value) = (Admins.NameOf(tenant), protector.Protect(secret, SecretPurpose.AccessToken, owner).CipherText);
            await insert.ExecuteNonQueryAsync();
        }
    }
}
