namespace Elbo.Reports;

/// <summary>An item or a person on a map.</summary>
/// <param name="X">Place on the first principal component.</param>
/// <param name="Y">Place on the second.</param>
/// <param name="Label">The title or id.</param>
/// <param name="Group">The genre it is coloured by, as an index into the map's groups; null for none of them.</param>
/// <param name="Weight">Training interactions with an item; length of a person's history.</param>
public sealed record MapPoint(double X, double Y, string Label, int? Group, int Weight);
