#!/usr/bin/env bash
# SVAE's validation quality by training time, for several batch sizes and learning rates.
# Usage: bench/svae-batch-size.sh PATH-TO-ML-1M RESULT.json [EPOCHS]
# Trains one after the other with all threads, in temporary folders; only the validation curves are saved.
set -euo pipefail
data=$1
result=$2
epochs=${3:-5}
elbo=${ELBO:-dotnet run -c Release --project src/Elbo.Cli --}
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT

for setting in 2:0.002 4:0.003 8:0.004 16:0.006 32:0.008; do
  batch=${setting%%:*}
  rate=${setting##*:}
  $elbo train recipes/ml-1m/svae-temporal.json --data "$data" --out "$runs/$batch-$rate" --quiet \
    --set training.epochs="$epochs" --set training.batchSize="$batch" --set training.learningRate="$rate" > "$runs/$batch-$rate.log"
  echo "batch $batch, learning rate $rate: done" >&2
done

python3 - "$runs" "$result" "$epochs" <<'PYTHON'
import json, pathlib, sys

runs, result, epochs = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
rows = []
for folder in sorted((path for path in runs.iterdir() if path.is_dir()), key=lambda path: int(path.name.split("-")[0])):
    record = json.loads((folder / "run.json").read_text())
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    batch, rate = folder.name.split("-")
    seconds = 0
    curve = []
    for line in lines:
        seconds += line["seconds"]
        curve.append({"epoch": line["epoch"], "seconds": round(seconds, 1), "ndcg@100": line["validationMetric"]})
    rows.append({"batchSize": int(batch), "learningRate": float(rate), "curve": curve})
json.dump(
    {
        "benchmark": "svae-batch-size",
        "metric": "ndcg@100 of validation users",
        "command": f"bench/svae-batch-size.sh ml-1m.zip {pathlib.Path(result).name} {epochs}",
        "seed": record["seed"],
        "threads": record["threads"],
        "environment": record["environment"],
        "rows": rows,
    },
    open(result, "w"),
    indent=2,
)
PYTHON
