/** Writes a bundle of every kind of election into a folder: `npx tsx test/support/audit/make-samples.ts FOLDER`. For those who write another verifier. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeBlockLine, encodeGenesisLine } from "../../../src/ledger/index.js";
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
for (const [name, id] of Object.entries(ids))
  writeFileSync(join(folder, `${name}.zip`), await fileOf(await bundleOf(elections, blocks, id)));
const lines = [encodeGenesisLine(elections.world.genesis), ...blocks.map(encodeBlockLine)];
writeFileSync(join(folder, "chain.jsonl"), lines.map((line) => `${line}\n`).join(""));
await elections.close();
