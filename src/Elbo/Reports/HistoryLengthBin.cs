namespace Elbo.Reports;

/// <summary>A metric over the people whose histories are about equally long.</summary>
/// <param name="MinLength">The shortest history: number of items the model was shown.</param>
/// <param name="MaxLength">The longest.</param>
/// <param name="MeanLength">Mean length.</param>
/// <param name="Users">Number of people.</param>
/// <param name="Mean">Mean of the metric over them.</param>
/// <param name="StandardError">Standard error of that mean; null for a single person.</param>
public sealed record HistoryLengthBin(int MinLength, int MaxLength, double MeanLength, int Users, double Mean, double? StandardError);
