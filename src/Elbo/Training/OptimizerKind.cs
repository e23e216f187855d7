namespace Elbo.Training;

/// <summary>Update rules, with the constants that PyTorch gives them by default.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015): betas 0.9 and 0.999, epsilon 1e-8.</summary>
    Adam,

    /// <summary>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</summary>
    AdamW,

    /// <summary>Adagrad (Duchi et al. 2011): epsilon 1e-10.</summary>
    Adagrad,

    /// <summary>RMSprop (Tieleman and Hinton 2012): alpha 0.99, epsilon 1e-8.</summary>
    RmsProp,
}
