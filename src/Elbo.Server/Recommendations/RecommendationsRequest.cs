using Elbo.Server.Errors;

namespace Elbo.Server.Recommendations;

/// <summary>One history with its options, or several under requests.</summary>
internal sealed record RecommendationsRequest : HistoryRequest
{
    /// <summary>Up to 100 histories, each with its own options; all other properties must then be absent.</summary>
    public IReadOnlyList<HistoryRequest>? Requests { get; set; }

    /// <exception cref="ProblemException">The request is invalid.</exception>
    public void Check()
    {
        ValidationErrors errors = new();
        if (Requests is null)
        {
            errors.Require(History is not null, "history", "set history, which may be empty, or requests");
            Check(errors);
        }
        else if (this with { Requests = null } != new RecommendationsRequest())
        {
            errors.Require(false, "requests", "cannot be combined with other properties; set them on each request");
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
                errors.Require(request.History is not null, path + ".history", "set history, which may be empty");
                errors.Require(!request.Explain, path + ".explain", "not supported with several requests");
                totalK += request.K;
            }
            else
            {
                errors.Require(false, path, "must not be null");
            }
        }

        errors.Require(totalK <= RequestLimits.MaxTotalK, "requests", $"the sum of all k must be at most {RequestLimits.MaxTotalK}");
    }
}
