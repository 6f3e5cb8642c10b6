/**
 * A validator with its engine as a program of its own, to be killed: `FOLDER GENESIS PLACES NUMBER`. It prints its engine's process and its height, then a line for
 * each transaction that it is sent in base64: where it is recorded, or why not.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CometOrdering, EngineRpc, Supervisor } from "../../../packages/node/src/ordering/comet/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import { parseGenesis } from "../../../src/ledger/index.js";
import { ruleFacts } from "../ledger/votes.js";
import { ENGINE, type Place, seedOf } from "./comet.js";

const [genesisFile, placesFile, number] = process.argv.slice(2);
const genesis = parseGenesis(readFileSync(genesisFile!, "utf8"));
const places = JSON.parse(readFileSync(placesFile!, "utf8")) as readonly Place[];
const i = Number(number);
const place = places[i]!;
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

const store = NodeStore.open(join(place.folder, "store"));
const rpc = new EngineRpc(`http://127.0.0.1:${place.rpcPort}`);
const ordering = new CometOrdering({
  genesis,
  store,
  facts: ruleFacts(),
  secretKey: seedOf(i),
  version: "0.0.0-test",
  address: `unix://${join(place.folder, "app.sock")}`,
  rpc,
  blockTime: 100,
});
await ordering.start();
const supervisor = await Supervisor.start({
  program: ENGINE,
  ordering,
  home: {
    folder: join(place.folder, "engine"),
    genesis,
    seed: seedOf(i),
    rpc: `tcp://127.0.0.1:${place.rpcPort}`,
    p2p: `tcp://127.0.0.1:${place.p2pPort}`,
    peers: places.filter((one) => one !== place).map((one) => `${one.id}@127.0.0.1:${one.p2pPort}`),
    blockTime: 100,
  },
  told: () => undefined,
  ended: () => undefined,
});
const tell = () =>
  say({ engine: supervisor.pid ?? null, height: ordering.head.height, accepting: ordering.status.accepting });
tell();
setInterval(tell, 250);

for await (const line of createInterface({ input: process.stdin })) {
  const bytes = new Uint8Array(Buffer.from(line, "base64"));
  void ordering.submit(bytes).then(
    async (pending) => {
      try {
        const { height, index } = await pending.recorded;
        say({ id: pending.id, height, index });
      } catch (error) {
        say({ id: pending.id, refused: error instanceof PsephosError ? error.code : String(error) });
      }
    },
    (error) => say({ sent: line, refused: error instanceof PsephosError ? error.code : String(error) }),
  );
}
