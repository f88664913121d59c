namespace Load;

/// <summary>What may be wrong with an answer; each has a bar of its own, at none.</summary>
internal enum Wrong
{
    /// <summary>Another tenant's, account's, certificate's or scopes', by the answer or by the token itself.</summary>
    WrongToken,

    /// <summary>Lives shorter than was asked for.</summary>
    UnderMinimumLife,

    /// <summary>Is said to live longer than it says itself.</summary>
    LongerThanItLives,

    /// <summary>401 for a secret that is listed.</summary>
    Unauthenticated,

    /// <summary>A status, code or shape that the token endpoint does not have, or not for this.</summary>
    OutsideContract,

    /// <summary>503 when NetSuite was well.</summary>
    WithoutTrouble,

    /// <summary>503 although a token that would have done was at hand.</summary>
    Needless,

    /// <summary>Refused or broken while the service was meant to be there.</summary>
    NoConnection,

    Late,
}
