return await Elbo.Server.ServerProgram.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
