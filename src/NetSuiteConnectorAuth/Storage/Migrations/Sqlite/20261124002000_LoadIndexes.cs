using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NetSuiteConnectorAuth.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LoadIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Issuances_DueAt",
                table: "Issuances");

            migrationBuilder.CreateIndex(
                name: "IX_Issuances_Kind_DueAt",
                table: "Issuances",
                columns: new[] { "Kind", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Certificates_Id",
                table: "Certificates",
                column: "Id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Issuances_Kind_DueAt",
                table: "Issuances");

            migrationBuilder.DropIndex(
                name: "IX_Certificates_Id",
                table: "Certificates");

            migrationBuilder.CreateIndex(
                name: "IX_Issuances_DueAt",
                table: "Issuances",
                column: "DueAt");
        }
    }
}
