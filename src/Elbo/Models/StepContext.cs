namespace Elbo.Models;

/// <summary>Where training stands when a batch comes.</summary>
/// <param name="Update">Updates made before this one, over all epochs.</param>
/// <param name="Phase">The phase it belongs to.</param>
/// <param name="BatchSize">People in a full batch.</param>
/// <param name="Random">Random numbers of this step, for what is drawn while the batch is prepared.</param>
public readonly record struct StepContext(long Update, TrainingPhase Phase, int BatchSize, DeterministicRandom Random);
