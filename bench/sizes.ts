/**
 * What grows with something else than the voters, or has a cost of its own at each size, at three sizes or more: a voter's proof with the census's depth, a receipt with the validators, a key
 * ceremony with the keykeepers, a snapshot that a joining node takes with the votes, a rollup with its batches. Times are of the processor. SIZES_PARTS=receipts,ceremony leaves out the
 * others; SIZES_SNAPSHOTS=1000,10000,100000 takes other numbers of votes.
 */
import { ceremonies } from "./sizes/ceremonies.js";
import { proofs } from "./sizes/proofs.js";
import { receipts } from "./sizes/receipts.js";
import { rollups } from "./sizes/rollups.js";
import { snapshots } from "./sizes/snapshots.js";
import type { Row } from "./sizes/table.js";
import type { BenchResult } from "./support/result.js";

const PARTS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  proofs,
  receipts,
  ceremony: ceremonies,
  snapshots,
  rollup: rollups,
};
const wanted = process.env.SIZES_PARTS?.split(",") ?? Object.keys(PARTS);

const shown = (value: number): string =>
  value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString("en");

export default async function sizes(): Promise<BenchResult> {
  const figures: Record<string, string> = {};
  for (const name of wanted) {
    const part = PARTS[name];
    if (!part) throw new Error(`there is no part ${name}: ${Object.keys(PARTS).join(", ")}`);
    for (const { label, sizes, values } of await part())
      figures[`${name}: ${label}, at ${sizes.join(" / ")}`] = values.map(shown).join(" / ");
  }
  return { name: "sizes", ratios: {}, figures };
}
