namespace Elbo.Server.Security;

/// <summary>What a key allows; each role allows what those before it do.</summary>
internal enum Role
{
    /// <summary>Recommendations, items, the model, metrics.</summary>
    Read,

    /// <summary>Also events and the people they tell of.</summary>
    Write,

    /// <summary>Also loading a new model.</summary>
    Admin,
}
