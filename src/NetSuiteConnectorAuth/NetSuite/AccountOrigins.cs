namespace NetSuiteConnectorAuth.NetSuite;

/// <summary>Where an account answers: scheme and host without a slash at the end (a simulator may add a path prefix).</summary>
/// <param name="Rest">REST web services and SuiteQL, e.g. <c>https://1234567-sb1.suitetalk.api.netsuite.com</c>.</param>
/// <param name="Restlet">RESTlets, e.g. <c>https://1234567-sb1.restlets.api.netsuite.com</c>.</param>
public sealed record AccountOrigins(string Rest, string Restlet);
