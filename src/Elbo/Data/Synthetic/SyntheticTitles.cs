namespace Elbo.Data.Synthetic;

/// <summary>Invented, unique titles.</summary>
internal static class SyntheticTitles
{
    private static readonly string[] Adjectives =
    [
        "Silent", "Golden", "Distant", "Hidden", "Gentle", "Winter", "Scarlet", "Wandering", "Broken", "Quiet",
        "Burning", "Velvet", "Crooked", "Northern", "Forgotten", "Bright", "Hollow", "Painted", "Restless", "Silver",
        "Sleeping", "Salt", "Last", "Patient", "Amber", "Paper", "Stolen", "Early", "Borrowed", "Laughing",
        "Copper", "Faithful", "Unfinished", "Drifting", "Little", "Long", "Emerald", "Honest", "Secret", "Second",
        "Misty", "Curious", "Endless", "Midnight", "Southern", "Fearless", "Fading", "Marble", "Tall", "Wild",
        "Lantern", "Careful", "Rising", "Lucky", "Ivory", "Singing", "Stubborn", "Thirsty", "Lonely", "Blue",
        "Cedar", "Merry", "Ancient", "Tender",
    ];

    private static readonly string[] Nouns =
    [
        "Harbour", "Orchard", "Letter", "Lighthouse", "River", "Garden", "Compass", "Mirror", "Station", "Meadow",
        "Clock", "Island", "Sparrow", "Bridge", "Kingdom", "Window", "Sailor", "Violin", "Market", "Mountain",
        "Engine", "Fox", "Library", "Promise", "Tide", "Carousel", "Valley", "Teacup", "Comet", "Cartographer",
        "Bakery", "Staircase", "Forest", "Balloon", "Witness", "Highway", "Moth", "Theatre", "Anchor", "Voyage",
        "Heron", "Archive", "Summer", "Locket", "Tower", "Ferry", "Stranger", "Kite", "Chapel", "Detective",
        "Horizon", "Kettle", "Parade", "Signal", "Wolf", "Atlas", "Gate", "Cellar", "Melody", "Planet",
        "Canal", "Sonata", "Neighbour", "Train",
    ];

    private static readonly string[] Places =
    [
        "Alder Bay", "Brannoch", "Castelmar", "Dunmere", "Eastwick", "Fennhollow", "Greywater", "Halden",
        "Ilmary", "Jessop Hill", "Karsten", "Lowmoor", "Marisol", "Nettleford", "Oakhaven", "Port Amity",
        "Quillon", "Ravensby", "Sorrel Point", "Tamarind", "Umberfell", "Vellano", "Westerby", "Yarrow",
        "Zephyr Cove", "Ashgrove", "Bellhaven", "Coldspring", "Dorrin", "Elmstead", "Farrow", "Glass Lake",
    ];

    private static readonly string[] Numerals = ["", " II", " III", " IV", " V"];

    /// <summary>Number of series that can be named.</summary>
    public static int MaxSeries => Adjectives.Length * Nouns.Length * (Places.Length + 1);

    /// <summary>The title of one part (0 is the first, which has no number) of one series.</summary>
    public static string Create(int series, int part)
    {
        int combinations = Adjectives.Length * Nouns.Length;

        // Multiplying by an odd factor is a bijection of the 4,096 pairs and spreads consecutive series over both lists.
        int combination = (int)(((series % combinations) * 1_645L) % combinations);
        int placeIndex = series / combinations;
        string name = $"The {Adjectives[combination / Nouns.Length]} {Nouns[combination % Nouns.Length]}";
        return (placeIndex == 0 ? name : $"{name} of {Places[placeIndex - 1]}") + Numerals[part];
    }
}
