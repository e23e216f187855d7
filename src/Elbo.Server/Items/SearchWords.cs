using System.Text;
using AnyAscii;

namespace Elbo.Server.Items;

/// <summary>Words as people type them: without case, accents and punctuation, in Latin letters.</summary>
internal static class SearchWords
{
    /// <summary>The words that are typed: "d'Amélie 2001" has d, amelie and 2001.</summary>
    public static IReadOnlyList<string> Of(string text) => Split(text.Transliterate());

    /// <summary>The words by which a title is found: those of "Schindler's" are schindler, s, and schindlers for who types it so.</summary>
    public static IReadOnlyList<string> OfTitle(string title)
    {
        string plain = title.Transliterate();
        return plain.Contains('\'', StringComparison.Ordinal)
            ? [.. Split(plain).Union(Split(plain.Replace("'", "", StringComparison.Ordinal)))]
            : Split(plain);
    }

    private static List<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        foreach (char letter in text.Append(' '))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }
}
