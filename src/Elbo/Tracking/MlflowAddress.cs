namespace Elbo.Tracking;

/// <summary>The address of an MLflow server as people write it.</summary>
internal static class MlflowAddress
{
    /// <summary>An address that paths can be put behind, and "user:password" where it was written into it.</summary>
    /// <exception cref="ElboException">There is none, or it is no server's.</exception>
    public static Uri Parse(string? text, out string? userInfo)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ElboException(
                "tracker mlflow has no server; set MLFLOW_TRACKING_URI, or tracking.mlflow.trackingUri in elbo.json, for example to http://localhost:5000");
        }

        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            // What stands before an @ may be a password.
            throw new ElboException($"tracker mlflow: '{text[(text.LastIndexOf('@') + 1)..]}' is not the address of a server; give one such as http://localhost:5000");
        }

        userInfo = uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null;
        return new UriBuilder(uri) { UserName = "", Password = "", Path = uri.AbsolutePath.TrimEnd('/') + "/" }.Uri;
    }
}
