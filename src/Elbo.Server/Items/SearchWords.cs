using System.Text;
using AnyAscii;

namespace Elbo.Server.Items;

/// <summary>The words of a title as people type them: without case, accents and punctuation, in Latin letters.</summary>
internal static class SearchWords
{
    /// <summary>"Amélie's Café (2001)" has the words amelies, cafe and 2001.</summary>
    public static IEnumerable<string> Of(string text)
    {
        StringBuilder word = new();
        foreach (char letter in text.Transliterate())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                word.Append(char.ToLowerInvariant(letter));
            }
            else if (letter != '\'' && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
