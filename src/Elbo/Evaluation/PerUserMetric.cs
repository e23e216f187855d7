namespace Elbo.Evaluation;

/// <summary>A ranking metric's values, one per evaluated person.</summary>
public sealed class PerUserMetric
{
    /// <summary>Values in the order of the evaluated people.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public PerUserMetric(string name, IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("there must be a value", nameof(values));
        }

        Name = name;
        Values = values;
        Mean = values.Average();
        StandardError = values.Count < 2
            ? double.NaN
            : Math.Sqrt(values.Sum(value => (value - Mean) * (value - Mean)) / (values.Count - 1) / values.Count);
    }

    /// <summary>The metric, for example "ndcg@100".</summary>
    public string Name { get; }

    /// <summary>One value per evaluated person, in the order of <see cref="EvaluationResult.Users"/>.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Mean over people: the figure that papers print.</summary>
    public double Mean { get; }

    /// <summary>Standard error of the mean: sample standard deviation / sqrt(n); NaN for a single person.</summary>
    public double StandardError { get; }
}
