using System.Text;
using System.Text.RegularExpressions;

namespace Elbo.Data;

/// <summary>
/// A title as users type it: in lower case, words only, "Matrix, The (1999)" as "the matrix" with or
/// without its year.
/// </summary>
/// <param name="WithYear">Everything: "the matrix 1999".</param>
/// <param name="WithoutYear">Without year and other titles in parentheses: "the matrix".</param>
/// <param name="WithoutArticle">Without its article too: "matrix".</param>
internal sealed partial record NormalizedTitle(string WithYear, string WithoutYear, string WithoutArticle)
{
    public static NormalizedTitle FromTitle(string title)
    {
        string year = Year().Match(title) is { Success: true } match ? match.Groups[1].Value : "";
        string name = TrailingParentheses().Replace(title, "");
        if (string.IsNullOrWhiteSpace(name))
        {
            name = title;
        }

        string withoutYear = Normalize(TrailingArticle().Replace(name, "$2 $1"));
        return new NormalizedTitle($"{withoutYear} {year}".TrimEnd(), withoutYear, LeadingArticle().Replace(withoutYear, ""));
    }

    // Apostrophes are dropped and all other symbols separate words: "Schindler's List" is "schindlers list".
    private static string Normalize(string text)
    {
        StringBuilder words = new(text.Length);
        foreach (char character in text)
        {
            if (char.IsLetterOrDigit(character))
            {
                words.Append(char.ToLowerInvariant(character));
            }
            else if (character is not '\'' and not '’' && words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        // Titles of symbols only, such as "$", are unchanged.
        string key = words.ToString().TrimEnd();
        return key.Length > 0 ? key : text.Trim();
    }

    [GeneratedRegex(@"\((\d{4})(?:[-–]\d{0,4})?\)\s*$")]
    private static partial Regex Year();

    [GeneratedRegex(@"(?:\s*\([^()]*\))+\s*$")]
    private static partial Regex TrailingParentheses();

    [GeneratedRegex(@"^(.*),\s*(the|a|an|la|le|les|l'|il|el|los|las|der|die|das|den|det|o|os|as)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex TrailingArticle();

    [GeneratedRegex(@"^(?:the|a|an)\s+(?=\S)")]
    private static partial Regex LeadingArticle();
}
