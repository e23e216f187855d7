namespace Elbo.Evaluation;

/// <summary>A ranking metric's values, one per evaluated user.</summary>
public sealed class PerUserMetric
{
    /// <summary>Values in the order of the evaluated users.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public PerUserMetric(string name, IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException("there must be at least one value", nameof(values));
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

    /// <summary>One value per evaluated user, in the order of <see cref="EvaluationResult.Users"/>.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Mean over users: the value that papers report.</summary>
    public double Mean { get; }

    /// <summary>Standard error of the mean: sample standard deviation / sqrt(n); NaN for a single user.</summary>
    public double StandardError { get; }
}
