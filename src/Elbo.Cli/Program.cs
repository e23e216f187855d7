using Elbo.Cli;

Elbo.ThreadWaiting.Settle();
using ConsoleCancellation cancellation = new();
return Application.Run(args, new Surroundings(Console.Out, Console.Error, cancellation.Token));
