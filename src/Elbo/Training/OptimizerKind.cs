namespace Elbo.Training;

/// <summary>Update rules, with PyTorch's default constants.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015): betas 0.9 and 0.999, epsilon 1e-8.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>
    /// Adam that skips rows without a gradient: an item's row keeps value and moments in steps without the item, as in PyTorch's
    /// SparseAdam. Results differ from Adam's; for large catalogs. Parameters other than item rows are updated as by Adam.
    /// </summary>
    LazyAdam,

    /// <summary>Adagrad (Duchi et al. 2011): epsilon 1e-10.</summary>
    Adagrad,

    /// <summary>RMSprop (Tieleman and Hinton 2012): alpha 0.99, epsilon 1e-8.</summary>
    RmsProp,
}
