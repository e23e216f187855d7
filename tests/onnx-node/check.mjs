// node check.mjs CASES: runs graphs as a file of cases asks, and prints their outputs as JSON.
//
// CASES holds [{ graph, items, lengths, excluded, k }, ...]: a path beside CASES, rows of equal length, and numbers.
// JSON has no infinities: they are printed as the strings "Infinity" and "-Infinity".
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as ort from "onnxruntime-web";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

const whole = (numbers, shape) => new ort.Tensor("int64", BigInt64Array.from(numbers, BigInt), shape);
const table = (rows) => whole(rows.flat(), [rows.length, rows[0].length]);
const printed = (number) => (Number.isFinite(number) ? number : String(number));

const casesFile = process.argv[2];
const answers = [];
for (const { graph, items, lengths, excluded, k } of JSON.parse(await readFile(casesFile, "utf8"))) {
  const session = await ort.InferenceSession.create(await readFile(join(dirname(casesFile), graph)));
  const { scores, top_scores, top_items } = await session.run({
    items: table(items),
    lengths: whole(lengths, [lengths.length]),
    excluded: table(excluded),
    k: whole([k], [1]),
  });
  answers.push({
    scores: Array.from(scores.data, printed),
    topScores: Array.from(top_scores.data, printed),
    topItems: Array.from(top_items.data, Number),
  });
  await session.release();
}

console.log(JSON.stringify(answers));
