using System.Text;
using AnyAscii;

namespace Elbo.Server.Items;

/// <summary>Splits text into lower-case words in Latin letters, without accents and punctuation.</summary>
internal static class SearchTokenizer
{
    /// <summary>The words of a query: "d'Amélie 2001" gives d, amelie and 2001.</summary>
    public static IReadOnlyList<string> Tokenize(string text) => Split(text.Transliterate());

    /// <summary>The words by which a title is found: "Schindler's" gives schindler, s and schindlers, so that it is also found without the apostrophe.</summary>
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
