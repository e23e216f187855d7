namespace Elbo.Inference.Bundles;

/// <summary>What is told of bundles that cannot be opened.</summary>
internal static class BundleErrors
{
    /// <summary>Something else than a bundle.</summary>
    public static ElboException NotABundle(string path, string finding) =>
        new($"{path}: is not an Elbo bundle: {finding}; give a file that 'elbo export' wrote");

    /// <summary>A bundle that is not as it was written.</summary>
    public static ElboException Corrupted(string path, string finding) =>
        new($"{path}: the bundle is damaged: {finding}; copy or export it again");

    /// <summary>A text of the file's own making, made fit for a message.</summary>
    public static string Sanitize(string text)
    {
        string shortened = text.Length <= 60 ? text : $"{text[..60]}...";
        return string.Concat(shortened.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }
}
