/**
 * Writes a bundle of every kind of election into a folder, and with `--attacks` each alteration of each of them: `npx tsx test/support/audit/make-samples.ts FOLDER
 * [--attacks]`. For those who write another verifier.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeBlockLine, encodeGenesisLine } from "../../../src/ledger/index.js";
import { attacksOn } from "./attacks.js";
import { bundleOf, fileOf, toldBlocks } from "./bundles.js";
import { Elections } from "./elections.js";

const folder = process.argv[2];
if (folder === undefined) throw new Error("name a folder");
mkdirSync(folder, { recursive: true });

const elections = await Elections.begin();
const ids = {
  anonymous: await elections.anonymous(),
  sealed: await elections.sealed(),
  serial: await elections.serial(),
  registered: await elections.registered(),
  layered: await elections.layered(),
  canceled: await elections.canceled(),
};
const blocks = await toldBlocks(elections);
const attacks: string[] = [];
for (const [name, id] of Object.entries(ids)) {
  const bytes = await fileOf(await bundleOf(elections, blocks, id));
  writeFileSync(join(folder, `${name}.zip`), bytes);
  if (process.argv[3] !== "--attacks") continue;
  mkdirSync(join(folder, "attacks", name), { recursive: true });
  for (const { make, ...attack } of attacksOn(bytes)) {
    const file = join("attacks", name, `${attacks.length}.zip`);
    writeFileSync(join(folder, file), make());
    attacks.push(JSON.stringify({ file, ...attack }));
  }
}
writeFileSync(join(folder, "attacks.jsonl"), attacks.map((line) => `${line}\n`).join(""));
const lines = [encodeGenesisLine(elections.world.genesis), ...blocks.map(encodeBlockLine)];
writeFileSync(join(folder, "chain.jsonl"), lines.map((line) => `${line}\n`).join(""));
await elections.close();
