using System.Text;
using AnyAscii;

namespace Elbo.Server.Items;

/// <summary>Words as people type them: without case, accents and punctuation, in Latin letters.</summary>
internal static class SearchTokenizer
{
    /// <summary>The words that are typed: "d'Amélie 2001" has d, amelie and 2001.</summary>
    public static IReadOnlyList<string> Tokenize(string text) => Split(text.Transliterate());

    /// <summary>The words by which a title is found: those of "Schindler's" are schindler, s, and schindlers for who types it so.</summary>
    public static IReadOnlyList<string> TokenizeTitle(string title)
    {
        string plain = title.Transliterate();
        return plain.Contains('\'', StringComparison.Ordinal)
            ? [.. Split(plain).Union(Split(plain.Replace("'", "", StringComparison.Ordinal)))]
            : Split(plain);
    }

    private static List<string> Split(string text)
    {
        List<string> tokens = [];
        StringBuilder token = new();
        foreach (char letter in text.Append(' '))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                token.Append(char.ToLowerInvariant(letter));
            }
            else if (token.Length > 0)
            {
                tokens.Add(token.ToString());
                token.Clear();
            }
        }

        return tokens;
    }
}
