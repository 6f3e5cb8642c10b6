/** Writes empty blocks into a store, and says before and after each what it does: for tests that trace its calls of the system. */
import { writeSync } from "node:fs";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { Ledger } from "../../../src/ledger/index.js";
import { ruleFacts } from "../ledger/votes.js";
import { nodeGenesis } from "./solo.js";

const say = (line: string) => writeSync(2, `${line}\n`);

const [folder, count] = process.argv.slice(2);
const store = NodeStore.open(folder!);
const ledger = new Ledger(nodeGenesis(), store.state);
for (let i = 0; i < Number(count); i++) {
  const block = { height: ledger.height + 1, transactions: [] };
  const applied = await ledger.apply(block, ruleFacts());
  say(`begin ${block.height}`);
  try {
    store.commit(applied, { ...block, stateRoot: toHex(applied.stateRoot), time: 0 });
    say(`done ${block.height}`);
  } catch (error) {
    say(`failed ${block.height} ${(error as { code?: string }).code}`);
    if (ledger.height !== block.height - 1 || store.block(block.height)) say("something has changed");
  }
}
await store.close();
