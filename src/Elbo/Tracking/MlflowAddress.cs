namespace Elbo.Tracking;

/// <summary>Parses the address of an MLflow server.</summary>
internal static class MlflowAddress
{
    /// <summary>Returns the base address with a trailing slash, and "user:password" if the address contains it.</summary>
    /// <exception cref="ElboException">The address is missing or is not an HTTP address.</exception>
    public static Uri Parse(string? text, out string? userInfo)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ElboException(
                "tracker mlflow has no server; set MLFLOW_TRACKING_URI, or tracking.mlflow.trackingUri in elbo.json, for example http://localhost:5000");
        }

        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            // The text before an @ may contain a password.
            throw new ElboException($"tracker mlflow: '{text[(text.LastIndexOf('@') + 1)..]}' is not an HTTP address; use for example http://localhost:5000");
        }

        userInfo = uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null;
        return new UriBuilder(uri) { UserName = "", Password = "", Path = uri.AbsolutePath.TrimEnd('/') + "/" }.Uri;
    }
}
