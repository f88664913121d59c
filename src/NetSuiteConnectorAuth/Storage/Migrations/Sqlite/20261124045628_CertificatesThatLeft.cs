using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace NetSuiteConnectorAuth.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CertificatesThatLeft : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "HasLeft",
                table: "Certificates",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "HasLeft",
                table: "Certificates");
        }
    }
}
