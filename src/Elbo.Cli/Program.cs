using Elbo.Cli;

Elbo.OpenMpThreads.LimitSpinning();
using ConsoleCancellation cancellationToken = new();
return Application.Run(args, new ConsoleContext(Console.Out, Console.Error, cancellationToken.Token));
