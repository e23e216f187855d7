using Elbo.Server.Errors;

namespace Elbo.Server.Recommending;

/// <summary>One history with its wishes, or several under requests.</summary>
internal sealed record RecommendationBody : RecommendationQuery
{
    /// <summary>Up to 100 histories, each with its own wishes; then nothing else stands beside it.</summary>
    public IReadOnlyList<RecommendationQuery>? Requests { get; set; }

    /// <exception cref="RequestRefusedException">A rule is broken.</exception>
    public void Check()
    {
        RequestErrors errors = new();
        if (Requests is null)
        {
            errors.Require(History is not null, "history", "give a history, which may be empty, or requests");
            Check(errors);
        }
        else if (this with { Requests = null } != new RecommendationBody())
        {
            errors.Require(false, "requests", "stands alone: each request has its own history, k and options");
        }
        else
        {
            CheckMany(Requests, errors);
        }

        errors.ThrowIfAny();
    }

    private static void CheckMany(IReadOnlyList<RecommendationQuery?> requests, RequestErrors errors)
    {
        errors.Require(requests.Count is >= 1 and <= Limits.Requests, "requests", $"from 1 to {Limits.Requests}");
        long together = 0;
        for (int i = 0; i < Math.Min(requests.Count, Limits.Requests); i++)
        {
            string place = FormattableString.Invariant($"requests[{i}]");
            if (requests[i] is { } query)
            {
                query.Check(errors, place + ".");
                errors.Require(query.History is not null, place + ".history", "give a history, which may be empty");
                errors.Require(!query.Explain, place + ".explain", "one history at a time can be explained");
                together += query.K;
            }
            else
            {
                errors.Require(false, place, "must not be null");
            }
        }

        errors.Require(together <= Limits.KTogether, "requests", $"at most {Limits.KTogether} for all k together");
    }
}
