using Microsoft.Extensions.Configuration;
using NetSuiteConnectorAuth.Certificates;
using NetSuiteConnectorAuth.Hosting;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.Hosting;

public sealed class ConfigurationReaderTests
{
    private static readonly TimeSpan Fallback = TimeSpan.FromMinutes(7);

    [Theory]
    [InlineData("00:05:00", "00:05:00")]
    [InlineData("7.00:00:00", "7.00:00:00")]
    [InlineData("365.12:30:15", "365.12:30:15")]
    [InlineData("00:00:00.25", "00:00:00.2500000")]
    [InlineData(" 00:05:00 ", "00:05:00")]
    [InlineData("", "00:07:00")]
    [InlineData(null, "00:07:00")]
    public void A_duration_is_written_out(string? text, string expected)
    {
        var reader = Reader(("A:B", text));

        var duration = reader.Duration("A:B", Fallback, TimeSpan.Zero, TimeSpan.MaxValue);

        Assert.Equal(expected, duration.ToString("c"));
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5:00")]
    [InlineData("0:05:00")]
    [InlineData("-00:05:00")]
    [InlineData("00:60:00")]
    [InlineData("24:00:00")]
    [InlineData("7 days")]
    [InlineData("PT5M")]
    public void Anything_else_is_no_duration_and_least_of_all_a_bare_number(string text)
    {
        var reader = Reader(("A:B", text));

        reader.Duration("A:B", Fallback, TimeSpan.Zero, TimeSpan.MaxValue);

        Assert.Equal("A:B", Assert.Single(reader.Faults).Key);
    }

    [Theory]
    [InlineData("00:00:59", 1)]
    [InlineData("00:01:00", 0)]
    [InlineData("00:10:00", 0)]
    [InlineData("00:10:01", 1)]
    public void A_duration_has_bounds(string text, int faults)
    {
        var reader = Reader(("A:B", text));

        reader.Duration("A:B", Fallback, min: TimeSpan.FromMinutes(1), max: TimeSpan.FromMinutes(10));

        Assert.Equal(faults, reader.Faults.Count);
    }

    [Theory]
    [InlineData("4", 0)]
    [InlineData("1", 0)]
    [InlineData("0", 1)]
    [InlineData("11", 1)]
    [InlineData("4.5", 1)]
    [InlineData("0x4", 1)]
    [InlineData("four", 1)]
    public void A_number_is_whole_and_within_bounds(string text, int faults)
    {
        var reader = Reader(("A:B", text));

        reader.Number("A:B", fallback: 4, min: 1, max: 10);

        Assert.Equal(faults, reader.Faults.Count);
    }

    [Theory]
    [InlineData("0.66", 0)]
    [InlineData("0", 1)]
    [InlineData("1", 1)]
    [InlineData("0,66", 1)]
    [InlineData("66%", 1)]
    [InlineData("NaN", 1)]
    public void A_fraction_lies_between_zero_and_one(string text, int faults)
    {
        var reader = Reader(("A:B", text));

        reader.Fraction("A:B", 0.5);

        Assert.Equal(faults, reader.Faults.Count);
    }

    [Theory]
    [InlineData("true", true, 0)]
    [InlineData("False", false, 0)]
    [InlineData("yes", false, 1)]
    [InlineData("1", false, 1)]
    public void A_flag_is_true_or_false(string text, bool expected, int faults)
    {
        var reader = Reader(("A:B", text));

        Assert.Equal(expected, reader.Flag("A:B", false));
        Assert.Equal(faults, reader.Faults.Count);
    }

    [Theory]
    [InlineData("PS256", 0)]
    [InlineData("ps256", 1)]
    [InlineData("3", 1)]
    [InlineData("RS256", 1)]
    [InlineData("ES256, ES384", 1)]
    public void A_choice_is_one_of_the_names_exactly(string text, int faults)
    {
        var reader = Reader(("A:B", text));

        reader.OneOf("A:B", SigningAlgorithm.ES256);

        Assert.Equal(faults, reader.Faults.Count);
    }

    [Fact]
    public void A_list_is_its_elements()
    {
        var reader = Reader(("A:B:0", "one"), ("A:B:1", "two"));

        Assert.Equal(["one", "two"], reader.List("A:B"));
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void A_list_may_be_empty_or_absent(string? value)
    {
        var reader = Reader(("A:B", value));

        Assert.Empty(reader.List("A:B"));
        Assert.Empty(reader.Faults);
    }

    [Fact]
    public void A_list_written_as_one_value_is_a_fault_and_not_an_empty_list()
    {
        var reader = Reader(("A:B", "one,two"));

        reader.List("A:B");

        Assert.Equal("A:B", Assert.Single(reader.Faults).Key);
    }

    [Fact]
    public void The_elements_of_a_list_that_is_also_one_value_are_not_called_unknown()
    {
        var reader = Reader(("A:B", "three"), ("A:B:0", "one"));

        reader.List("A:B");
        reader.WarnOfUnknownKeys();

        Assert.Equal("A:B", Assert.Single(reader.Faults).Key);
        Assert.Empty(reader.Warnings);
    }

    [Fact]
    public void A_faulty_element_is_named_by_its_own_key()
    {
        var reader = Reader(("A:B:0", "good"), ("A:B:1", ""), ("A:B:2", "bad"));

        Assert.Equal(["good"], reader.List("A:B", text => text == "good" ? null : "is not good."));
        Assert.Equal(["A:B:1", "A:B:2"], reader.Faults.Select(fault => fault.Key));
    }

    [Fact]
    public void Every_fault_is_collected()
    {
        var reader = Reader(("A:Wait", "5"), ("A:Count", "many"), ("A:On", "perhaps"));

        reader.Duration("A:Wait", Fallback, TimeSpan.Zero, TimeSpan.MaxValue);
        reader.Number("A:Count", 0, 0, 1);
        reader.Flag("A:On", false);
        reader.RequiredText("A:Name");

        Assert.Equal(["A:Wait", "A:Count", "A:On", "A:Name"], reader.Faults.Select(fault => fault.Key));
    }

    [Fact]
    public void A_misspelt_key_is_warned_of_with_the_one_that_was_meant()
    {
        var reader = Reader(("Connect:SelfServise", "true"), ("Connect:SelfService", "true"), ("Path", "/bin"), ("Other:Key", "x"));
        reader.Flag("Connect:SelfService", false);

        reader.WarnOfUnknownKeys();

        var warning = Assert.Single(reader.Warnings);
        Assert.Equal("Connect:SelfServise", warning.Key);
        Assert.Contains("Did you mean Connect:SelfService?", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_keeps_its_spaces_and_does_not_print_itself()
    {
        var secret = Reader(("A:B", " pass word ")).Secret("A:B");

        Assert.Equal(" pass word ", secret!.Reveal());
        Assert.DoesNotContain("pass", $"{secret}", StringComparison.Ordinal);
    }

    private static ConfigurationReader Reader(params (string Key, string? Value)[] values)
    {
        var settings = values.ToDictionary(value => value.Key, value => value.Value);
        return new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), isDevelopment: false);
    }
}
