namespace Elbo.Inference.Bundles;

/// <summary>Errors for bundles that cannot be opened.</summary>
internal static class BundleErrors
{
    /// <summary>The file is not a bundle.</summary>
    public static ElboException NotABundle(string path, string finding) =>
        new($"{path}: is not an Elbo bundle: {finding}; give a file that 'elbo export' wrote");

    /// <summary>The bundle was changed or truncated after it was written.</summary>
    public static ElboException Corrupted(string path, string finding) =>
        new($"{path}: the bundle is corrupted: {finding}; copy or export it again");

    /// <summary>Text from the file, shortened and made safe for a message.</summary>
    public static string Sanitize(string text)
    {
        string shortened = text.Length <= 60 ? text : $"{text[..60]}...";
        return string.Concat(shortened.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }
}
