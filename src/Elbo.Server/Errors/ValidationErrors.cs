namespace Elbo.Server.Errors;

/// <summary>What is wrong with a request, by member, so that all of it is told at once.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>Notes an error where a rule is broken; of a member the first is told.</summary>
    public void Require(bool isValid, string member, string expectation)
    {
        if (!isValid)
        {
            errors.TryAdd(member, [expectation]);
        }
    }

    /// <exception cref="ProblemException">There are errors.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count > 0)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "the request breaks the rules told under errors", errors: errors);
        }
    }
}
