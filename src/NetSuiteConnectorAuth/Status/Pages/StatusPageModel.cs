using NetSuiteConnectorAuth.Connect.Pages;

namespace NetSuiteConnectorAuth.Status.Pages;

/// <summary>The whole deployment, for a person.</summary>
/// <param name="Branding">The vendor.</param>
/// <param name="Document">The same as the JSON answer.</param>
/// <param name="AsOf">When it was read.</param>
/// <param name="MayManage">Whether the reader gets links to send.</param>
public sealed record StatusPageModel(Branding Branding, StatusDocument Document, DateTimeOffset AsOf, bool MayManage);
