using System.Text.Encodings.Web;
using System.Text.Json;
using Elbo.IO;
using Elbo.Search;

namespace Elbo.Reports;

/// <summary>A study's summary as a JSON file.</summary>
public static class StudyFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Reads a summary.</summary>
    /// <exception cref="ElboException">The file cannot be read, or it is no summary of a study.</exception>
    public static StudySummary Read(string path)
    {
        try
        {
            StudySummary study = JsonSerializer.Deserialize<StudySummary>(File.ReadAllText(path), Json) ?? throw new JsonException("it holds nothing");
            return study.Trials.Contains(null!) || study.Trials.Any(trial => trial.Curve.Contains(null!))
                ? throw new JsonException("a trial or a point of its curve is null")
                : study;
        }
        catch (JsonException error)
        {
            throw new ElboException($"{path}: is no summary of a study ({error.Message}); give a run's folder or a study's summary", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ElboException($"{path}: cannot be read ({error.Message}); give a run's folder or a study's summary", error);
        }
    }

    /// <summary>Writes a summary.</summary>
    /// <exception cref="ElboException">The file cannot be written.</exception>
    public static void Write(string path, StudySummary study) => AtomicFile.WriteText(path, JsonSerializer.Serialize(study, Json) + "\n");
}
