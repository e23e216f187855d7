using Elbo.Server.Security;

namespace Elbo.Server;

/// <summary>The server as a program: <c>Elbo.Server --Elbo:Bundle=model.elbo</c>, or <c>Elbo.Server key</c> for a new key.</summary>
public static class ServerProgram
{
    /// <summary>Serves until it is told to stop, or prints a key.</summary>
    /// <param name="args"><c>key [--name NAME] [--role read|write|admin]</c>, or settings as <c>--Elbo:Bundle=model.elbo --urls=http://127.0.0.1:8080</c>.</param>
    /// <param name="output">Takes a new key.</param>
    /// <param name="error">Takes what has to be mended.</param>
    /// <param name="cancellationToken">Stops the server as a polite kill does.</param>
    /// <returns>The exit code: 0, or 1 where something has to be mended.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            if (args is ["key", .. string[] rest])
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

    /// <summary>Prints a new key, which is kept nowhere, and its entry for the settings.</summary>
    /// <param name="name">Whose key it is.</param>
    /// <param name="role">What it allows: read, write or admin.</param>
    /// <param name="output">Takes both.</param>
    /// <exception cref="ElboException">There is no such role.</exception>
    public static void PrintNewKey(string name, string role, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(ApiKeyGenerator.Generate(name, role));
    }

    /// <summary>Serves until a signal or the token stops it; requests under way are answered first.</summary>
    /// <exception cref="ElboException">Settings, bundle, store or address have to be mended.</exception>
    public static async Task ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        WebApplication app = await ServerBuilder.BuildAsync(args).ConfigureAwait(false);
        await using (app.ConfigureAwait(false))
        {
            await app.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
