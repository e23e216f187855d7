namespace Elbo.Reports;

/// <summary>A metric of a run, as a fraction, beside what others report.</summary>
/// <param name="Name">Its name, for example "ndcg@100".</param>
/// <param name="Validation">On validation people; null where it was not measured.</param>
/// <param name="ValidationError">Standard error over validation people; null where there is none.</param>
/// <param name="Test">On test people; null where it was not measured.</param>
/// <param name="TestError">Standard error over test people; null where there is none.</param>
/// <param name="Published">What others report on test people; null where they do not.</param>
public sealed record ReportMetric(
    string Name, double? Validation, double? ValidationError, double? Test, double? TestError, double? Published);
