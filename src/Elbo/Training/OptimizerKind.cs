namespace Elbo.Training;

/// <summary>Update rules, with the constants that PyTorch gives them by default.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015): betas 0.9 and 0.999, epsilon 1e-8.</summary>
    Adam,

    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>
    /// Adam that leaves alone what a step did not touch: an item's row keeps value and moments in steps without the item, as
    /// PyTorch's SparseAdam does. Not the same as Adam; for large catalogues. Parameters that are no item rows are Adam's.
    /// </summary>
    LazyAdam,

    /// <summary>Adagrad (Duchi et al. 2011): epsilon 1e-10.</summary>
    Adagrad,

    /// <summary>RMSprop (Tieleman and Hinton 2012): alpha 0.99, epsilon 1e-8.</summary>
    RmsProp,
}
