using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NetSuiteConnectorAuth.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Upkeep : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Refusals",
                table: "Tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "RefusedSince",
                table: "Tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "Deadline",
                table: "Issuances",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Issuances",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "Consent");

            migrationBuilder.AddColumn<DateTime>(
                name: "SentAt",
                table: "Issuances",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Upkeeps",
                columns: table => new
                {
                    Tenant = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Paused = table.Column<bool>(type: "INTEGER", nullable: false),
                    RotateAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LastError = table.Column<string>(type: "TEXT", nullable: true),
                    ReviewAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ReviewFailures = table.Column<int>(type: "INTEGER", nullable: false),
                    WarnedDays = table.Column<int>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Upkeeps", x => x.Tenant);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Upkeeps_ReviewAt",
                table: "Upkeeps",
                column: "ReviewAt");

            migrationBuilder.CreateIndex(
                name: "IX_Upkeeps_RotateAt",
                table: "Upkeeps",
                column: "RotateAt");

            // Who is connected already is looked after from now on: the first review plans the next rotation.
            migrationBuilder.Sql("""
                INSERT INTO "Upkeeps" ("Tenant", "Paused", "Attempts", "ReviewAt", "ReviewFailures", "Version")
                SELECT "Name", 0, 0, "UpdatedAt", 0, 0 FROM "Tenants" WHERE "Status" IN ('Connected', 'ReconnectRequired');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Upkeeps");

            migrationBuilder.DropColumn(
                name: "Refusals",
                table: "Tenants");

            migrationBuilder.DropColumn(
                name: "RefusedSince",
                table: "Tenants");

            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "Issuances");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "Issuances");

            migrationBuilder.DropColumn(
                name: "SentAt",
                table: "Issuances");
        }
    }
}
