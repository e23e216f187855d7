using Elbo.Cli;

if (OpenFileLimit.FindProblem() is { } problem)
{
    Console.Error.WriteLine(problem);
    return Application.Failure;
}

Elbo.OpenMpThreads.LimitSpinning();
using ConsoleCancellation cancellation = new();
return Application.Run(args, new ConsoleContext(Console.Out, Console.Error, cancellation.Token));
