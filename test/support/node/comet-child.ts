/**
 * A validator with its engine as a program of its own, to be killed: `GENESIS PLACES NUMBER [CHANGE]`. It prints its engine's process and its height, then a line for
 * each transaction that it is sent in base64: where it is recorded, or why not.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CometOrdering, EngineRpc, Supervisor } from "../../../packages/node/src/ordering/comet/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import { parseGenesis, transactionId } from "../../../src/ledger/index.js";
import { ruleFacts } from "../ledger/votes.js";
import { ENGINE, LOOPBACK, type Place, seedOf } from "./comet.js";
import { serveFaulty } from "./faulty-application.js";
import type { ValidatorChange } from "./validators.js";

const [genesisFile, placesFile, number, changed = "{}"] = process.argv.slice(2);
const change = JSON.parse(changed) as ValidatorChange;
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
  ...change.ordering,
});
await ordering.start();
const supervisor = await Supervisor.start({
  program: change.engine ?? ENGINE,
  ordering: {
    address: change.faults
      ? await serveFaulty(join(place.folder, "faulty.sock"), ordering.address, change.faults)
      : ordering.address,
    lost: (reason) => ordering.lost(reason),
    said: (line) => ordering.said(line),
  },
  home: {
    folder: join(place.folder, "engine"),
    genesis,
    seed: seedOf(i),
    rpc: `tcp://127.0.0.1:${place.rpcPort}`,
    p2p: `tcp://${place.host ?? LOOPBACK}:${place.p2pPort}`,
    peers: places
      .filter((one) => one !== place)
      .map((one) => `${one.id}@${one.host ?? LOOPBACK}:${one.p2pPort}`),
    blockTime: 100,
    mempool: change.mempool,
  },
  told: () => undefined,
  ended: () => undefined,
});
const tell = () =>
  say({ engine: supervisor.pid ?? null, height: ordering.head.height, accepting: ordering.status.accepting });
tell();
setInterval(tell, 250);

/** A refusal is an answer; after a failure it can be sent again. */
const codeOf = (error: unknown) =>
  error instanceof PsephosError && error.kind === "refused"
    ? { refused: error.code }
    : { unsent: error instanceof PsephosError ? error.code : String(error) };

for await (const line of createInterface({ input: process.stdin })) {
  const bytes = new Uint8Array(Buffer.from(line, "base64"));
  const id = toHex(transactionId(bytes));
  void ordering
    .submit(bytes)
    .then(({ recorded }) => recorded)
    .then(
      ({ height, index }) => say({ id, height, index }),
      (error) => say({ id, ...codeOf(error) }),
    );
}
