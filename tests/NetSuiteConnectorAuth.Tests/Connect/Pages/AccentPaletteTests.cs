using NetSuiteConnectorAuth.Connect.Pages;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Connect.Pages;

public sealed class AccentPaletteTests
{
    [Fact]
    public void Every_colour_yields_text_that_can_be_read()
    {
        for (var value = 0; value <= 0xffffff; value += 0x0f0d0b)
        {
            var palette = new AccentPalette(Rgb.Parse($"#{value:x6}"));

            Assert.InRange(palette.Accent.ContrastTo(palette.OnAccent), 4.5, 21);
            Assert.InRange(palette.InkOnLight.ContrastTo(Rgb.Parse("#eef1f5")), 4.5, 21);
            Assert.InRange(palette.InkOnDark.ContrastTo(Rgb.Parse("#262e3b")), 4.5, 21);
        }
    }

    [Theory]
    [InlineData("#0b5cad", "#ffffff")]
    [InlineData("#ffd400", "#000000")]
    public void Text_on_the_accent_is_white_where_white_can_be_read_and_else_black(string accent, string expected) =>
        Assert.Equal(expected, new AccentPalette(Rgb.Parse(accent)).OnAccent.ToString());

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#123456", "#123456", 1)]
    public void Contrast_is_that_of_WCAG(string one, string other, double expected) =>
        Assert.Equal(expected, Rgb.Parse(one).ContrastTo(Rgb.Parse(other)), 0.005);

    [Theory]
    [InlineData("")]
    [InlineData("red")]
    [InlineData("#fff")]
    [InlineData("#12345g")]
    [InlineData("#１23456")]
    [InlineData("#123456;}body{display:none")]
    public void Nothing_but_six_hex_digits_gets_into_the_stylesheet(string value)
    {
        Assert.False(Rgb.TryParse(value, out _));
        Assert.Throws<ArgumentException>(() => PageAssets.Load(value, null));
    }
}
