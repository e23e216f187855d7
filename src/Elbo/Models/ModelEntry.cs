using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A model in the catalog.</summary>
/// <param name="Name">What recipes and the command line call it.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="OptionsType">Its options record.</param>
/// <param name="Create">Makes one, untrained, from the number of items, its options and the device.</param>
public sealed record ModelEntry(string Name, string Summary, Type OptionsType, Func<int, ModelOptions, Device, Model> Create)
{
    internal static ModelEntry Of<TOptions>(string name, string summary, Func<int, TOptions, Device, Model> create)
        where TOptions : ModelOptions =>
        new(name, summary, typeof(TOptions), (itemCount, options, device) => create(itemCount, (TOptions)options, device));
}
