using System.Text;
using NetSuiteConnectorAuth.NetSuite;
using Xunit;

namespace NetSuiteConnectorAuth.Tests.NetSuite;

public sealed class AccountIdTests
{
    [Theory]
    [InlineData("1234567", "1234567", "1234567", AccountEnvironment.Production)]
    [InlineData("1234567_SB1", "1234567_SB1", "1234567-sb1", AccountEnvironment.Sandbox)]
    [InlineData("1234567_sb12", "1234567_SB12", "1234567-sb12", AccountEnvironment.Sandbox)]
    [InlineData("1234567-sb1", "1234567_SB1", "1234567-sb1", AccountEnvironment.Sandbox)]
    [InlineData("1234567-Sb1", "1234567_SB1", "1234567-sb1", AccountEnvironment.Sandbox)]
    [InlineData("1234567_RP", "1234567_RP", "1234567-rp", AccountEnvironment.ReleasePreview)]
    [InlineData("tstdrv1234567", "TSTDRV1234567", "tstdrv1234567", AccountEnvironment.Production)]
    [InlineData("td2950894", "TD2950894", "td2950894", AccountEnvironment.Production)]
    [InlineData("MSTRWLFCANADA", "MSTRWLFCANADA", "mstrwlfcanada", AccountEnvironment.Production)]
    public void Every_spelling_of_an_account_is_one_value(string text, string value, string label, AccountEnvironment environment)
    {
        Assert.True(AccountId.TryParse(text, out var account));
        Assert.Equal((value, label, environment), (account.Value, account.HostLabel, account.Environment));
        Assert.Equal(AccountId.Parse(value), account);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 1234567")]
    [InlineData("1234567 ")]
    [InlineData("1234567\n")]
    [InlineData("1234567\0")]
    [InlineData("1234567\t_SB1")]
    [InlineData("evil.com/1234567")]
    [InlineData("1234567@evil.com")]
    [InlineData("1234567#")]
    [InlineData("1234567?x")]
    [InlineData("1234567:80")]
    [InlineData("1234567.evil")]
    [InlineData("1234567%2e")]
    [InlineData("1234567\\")]
    [InlineData("_SB1")]
    [InlineData("-sb1")]
    [InlineData("1234567_")]
    [InlineData("1234567_SB1_SB2")]
    [InlineData("xn--1234567")]
    [InlineData("１２３４５６７")] // full-width digits
    [InlineData("ſb1")] // becomes S in upper case
    [InlineData("\u212A123")] // the Kelvin sign becomes k in lower case
    [InlineData("аccount")] // Cyrillic a
    public void What_could_change_a_host_name_is_refused(string? text) => Assert.False(AccountId.TryParse(text, out _));

    [Fact]
    public void Ten_kilobytes_are_refused()
    {
        Assert.False(AccountId.TryParse(new string('1', 10_240), out _));
        Assert.False(AccountId.TryParseLoose(new string('1', 10_240), out _));
    }

    [Theory]
    [InlineData(" 1234567_SB1\n", "1234567_SB1")]
    [InlineData("https://1234567-sb1.app.netsuite.com/app/center/card.nl?c=1", "1234567_SB1")]
    [InlineData("1234567-sb1.app.netsuite.com", "1234567_SB1")]
    [InlineData("HTTPS://TSTDRV1234567.APP.NETSUITE.COM/", "TSTDRV1234567")]
    [InlineData("https://1234567.suitetalk.api.netsuite.com/services", "1234567")]
    [InlineData("https://1234567.restlets.api.netsuite.com", "1234567")]
    public void A_person_may_type_blanks_or_paste_a_url_of_the_account(string typed, string value)
    {
        Assert.True(AccountId.TryParseLoose(typed, out var account));
        Assert.Equal(value, account.Value);
    }

    [Theory]
    [InlineData("https://system.netsuite.com/app")]
    [InlineData("https://app.netsuite.com/app")]
    [InlineData("https://1234567.app.netsuite.com.evil.com/")]
    [InlineData("https://1234567.app.netsuite.com@evil.com/")]
    [InlineData("https://evil.com/1234567.app.netsuite.com")]
    [InlineData("https://a.b.app.netsuite.com/")]
    [InlineData("javascript://1234567.app.netsuite.com")]
    [InlineData("our account")]
    public void What_is_no_url_of_an_account_is_refused_even_from_a_person(string typed) => Assert.False(AccountId.TryParseLoose(typed, out _));

    [Fact]
    public void Whatever_is_accepted_names_exactly_the_host_of_its_label()
    {
        // A fixed seed: a failure comes back.
        var random = new Random(20261102);
        const string alphabet = "aZ09_-_-12SBsb./@#%:?&=\\ \t\n\0éſK１ıİ‮[]";
        var endpoints = new NetSuiteEndpoints(NetSuiteBench.Options());
        var accepted = 0;
        for (var round = 0; round < 200_000; round++)
        {
            var text = new StringBuilder();
            var length = random.Next(1, random.Next(2, 80));
            for (var at = 0; at < length; at++)
            {
                // Mostly harmless characters, else nothing would ever be accepted.
                text.Append(alphabet[random.Next(random.Next(5) == 0 ? alphabet.Length : 14)]);
            }

            if (AccountId.TryParse(text.ToString(), out var account))
            {
                accepted++;
                Assert.Matches("^[a-z0-9]{1,40}(-[a-z0-9]{1,20})?$", account.HostLabel);
                Assert.Equal($"{account.HostLabel}.suitetalk.api.netsuite.com", endpoints.Token(account).Host);
                Assert.Equal(account, AccountId.Parse(account.Value));
                Assert.Equal(account, AccountId.Parse(account.HostLabel));
            }
        }

        Assert.InRange(accepted, 1000, 199_000);
    }
}
