namespace Elbo.Server.Errors;

/// <summary>The errors of a request by property, so that all are reported at once.</summary>
internal sealed class ValidationErrors
{
    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>Adds an error if a property is invalid; only its first error is kept.</summary>
    public void Require(bool isValid, string property, string expectation)
    {
        if (!isValid)
        {
            errors.TryAdd(property, [expectation]);
        }
    }

    /// <exception cref="ProblemException">There are errors.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count > 0)
        {
            throw new ProblemException(StatusCodes.Status400BadRequest, "validation failed; see errors", errors: errors);
        }
    }
}
