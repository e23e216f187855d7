using System.ComponentModel.DataAnnotations;
using Elbo.Options;

namespace Elbo.Tests.Options;

public enum ToyTarget
{
    NextItem,
    NextK,
}

public sealed record ToyAnnealing
{
    [Range(0, 1)]
    public double Cap { get; init; } = 0.2;

    [Range(1, int.MaxValue)]
    public int? Steps { get; init; }
}

public sealed record ToyOptions : IValidatableObject
{
    [Range(1, 10_000)]
    public int LatentSize { get; init; } = 200;

    [EachInRange(1, 100_000)]
    [MinLength(1)]
    public IReadOnlyList<int> HiddenSizes { get; init; } = [600];

    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 1e-3;

    [Range(0, 1)]
    public float Dropout { get; init; } = 0.5f;

    public ToyTarget Target { get; init; }

    public string Label { get; init; } = "";

    public bool Tied { get; init; }

    public ToyAnnealing? Annealing { get; init; } = new();

    public int Depth => HiddenSizes.Count;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HiddenSizes[^1] < LatentSize)
        {
            yield return new ValidationResult($"is {LatentSize}; it must not exceed the last of hiddenSizes", [nameof(LatentSize)]);
        }
    }
}

public sealed record ToyRequired
{
    public required string Model { get; init; }
}
