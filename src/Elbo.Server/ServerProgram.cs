using Elbo.Server.Security;

namespace Elbo.Server;

/// <summary>The server as a program: <c>Elbo.Server --Elbo:Bundle=model.elbo</c>, or <c>Elbo.Server create-key</c> for a new API key.</summary>
public static class ServerProgram
{
    /// <summary>Serves until stopped, or prints a new key.</summary>
    /// <param name="args"><c>create-key [--name NAME] [--role read|write|admin]</c>, or settings such as <c>--Elbo:Bundle=model.elbo --urls=http://127.0.0.1:8080</c>.</param>
    /// <param name="output">Where a new key is printed.</param>
    /// <param name="error">Where errors are printed.</param>
    /// <param name="cancellationToken">Stops the server as SIGTERM does.</param>
    /// <returns>The exit code: 0, or 1 for an error the user can fix.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            if (args is ["create-key", .. string[] rest])
            {
                IConfiguration arguments = new ConfigurationBuilder().AddCommandLine(rest).Build();
                PrintNewKey(arguments["name"] ?? "client", arguments["role"] ?? "read", output);
                return 0;
            }

            await ServeAsync(args, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (ElboException userError)
        {
            await error.WriteLineAsync(userError.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Prints a new key, which is not stored anywhere, and its entry for the settings.</summary>
    /// <param name="name">The client's name.</param>
    /// <param name="role">What the key allows: read, write or admin.</param>
    /// <param name="output">Where both are printed.</param>
    /// <exception cref="ElboException">The role does not exist.</exception>
    public static void PrintNewKey(string name, string role, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(ApiKeyGenerator.Generate(name, role));
    }

    /// <summary>Serves until a signal or the token stops it; requests in progress are completed first.</summary>
    /// <exception cref="ElboException">The settings, the bundle, the store or the address are invalid.</exception>
    public static async Task ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        WebApplication app = await ServerBuilder.BuildAsync(args).ConfigureAwait(false);
        await using (app.ConfigureAwait(false))
        {
            await app.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
