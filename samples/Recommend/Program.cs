using Elbo;
using Elbo.Inference;

// Usage: recommend model.elbo "Toy Story" "The Matrix". Items are given by id or by a part of their title, oldest first.
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: recommend BUNDLE ITEM...");
    return 2;
}

try
{
    using Recommender recommender = Recommender.Load(args[0]);
    string[] history = [.. args[1..].Select(IdOf)];
    RecommendationResult result = recommender.Recommend(history, k: 10);

    Console.WriteLine(result.Source == RecommendationSource.Model
        ? $"Because of {string.Join(", ", history.Select(id => Name(recommender.FindItem(id)!)))}:"
        : "None of these items is known. Popular items:");
    foreach ((Item item, float score) in result.Items)
    {
        Console.WriteLine($"{score,8:0.000}  {Name(item)}");
    }

    return 0;

    string IdOf(string text) =>
        recommender.FindItem(text)?.Id
        ?? recommender.Items.FirstOrDefault(item => item.Title?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)?.Id
        ?? throw new ElboException($"'{text}' matches no id or title in {args[0]}; try a shorter part of the title");
}
catch (ElboException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static string Name(Item item) => item.DisplayName();
