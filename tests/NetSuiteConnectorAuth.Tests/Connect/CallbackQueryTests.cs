using NetSuiteConnectorAuth.Connect;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect;

public sealed class CallbackQueryTests
{
    [Theory]
    [InlineData("3", 3)]
    [InlineData("1042", 1042)]
    [InlineData("-5", -5)]
    [InlineData("2147483647", 2147483647)]
    [InlineData("-2147483648", -2147483648)]
    public void An_internal_id_is_digits_with_or_without_a_minus(string text, int id)
    {
        Assert.True(Query(role: text, entity: "317").TryReadIdentity(out var role, out var entity));

        Assert.Equal((id, 317), (role, entity));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+3")]
    [InlineData(" 3")]
    [InlineData("3 ")]
    [InlineData("3\0")]
    [InlineData("3\n")]
    [InlineData("--3")]
    [InlineData("3-")]
    [InlineData("(3)")]
    [InlineData("3.0")]
    [InlineData("0x3")]
    [InlineData("\u0663")] // ARABIC-INDIC DIGIT THREE
    [InlineData("2147483648")]
    [InlineData("00000000003")]
    public void Anything_else_is_no_internal_id(string? text)
    {
        Assert.False(Query(role: text, entity: "317").TryReadIdentity(out _, out _));
        Assert.False(Query(role: "3", entity: text).TryReadIdentity(out _, out _));
    }

    private static CallbackQuery Query(string? role, string? entity) =>
        new("state", new Secret("code"), Error: null, "1234567", role, entity, HasDuplicates: false);
}
