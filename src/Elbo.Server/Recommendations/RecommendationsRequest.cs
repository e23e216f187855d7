using Elbo.Server.Errors;

namespace Elbo.Server.Recommendations;

/// <summary>One history with its wishes, or several under requests.</summary>
internal sealed record RecommendationsRequest : HistoryRequest
{
    /// <summary>Up to 100 histories, each with its own wishes; then nothing else stands beside it.</summary>
    public IReadOnlyList<HistoryRequest>? Requests { get; set; }

    /// <exception cref="ProblemException">A rule is broken.</exception>
    public void Check()
    {
        ValidationErrors errors = new();
        if (Requests is null)
        {
            errors.Require(History is not null, "history", "give a history, which may be empty, or requests");
            Check(errors);
        }
        else if (this with { Requests = null } != new RecommendationsRequest())
        {
            errors.Require(false, "requests", "stands alone: each request has its own history, k and options");
        }
        else
        {
            CheckMany(Requests, errors);
        }

        errors.ThrowIfAny();
    }

    private static void CheckMany(IReadOnlyList<HistoryRequest?> requests, ValidationErrors errors)
    {
        errors.Require(requests.Count is >= 1 and <= RequestLimits.MaxRequests, "requests", $"from 1 to {RequestLimits.MaxRequests}");
        long totalK = 0;
        for (int i = 0; i < Math.Min(requests.Count, RequestLimits.MaxRequests); i++)
        {
            string path = FormattableString.Invariant($"requests[{i}]");
            if (requests[i] is { } request)
            {
                request.Check(errors, path + ".");
                errors.Require(request.History is not null, path + ".history", "give a history, which may be empty");
                errors.Require(!request.Explain, path + ".explain", "one history at a time can be explained");
                totalK += request.K;
            }
            else
            {
                errors.Require(false, path, "must not be null");
            }
        }

        errors.Require(totalK <= RequestLimits.MaxTotalK, "requests", $"at most {RequestLimits.MaxTotalK} for all k together");
    }
}
