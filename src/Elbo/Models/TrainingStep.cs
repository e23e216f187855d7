namespace Elbo.Models;

/// <summary>Where training stands when a batch comes.</summary>
/// <param name="Update">Updates made before this one, over all epochs.</param>
/// <param name="Phase">The phase it belongs to.</param>
/// <param name="BatchSize">People in a full batch.</param>
public readonly record struct TrainingStep(long Update, TrainingPhase Phase, int BatchSize);
