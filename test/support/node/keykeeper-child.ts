/** A keykeeper as a program of its own, for tests that kill it. */
import { createKeykeeper, nodeChain } from "../../../packages/node/src/keykeeper/index.js";
import { parseGenesis } from "../../../src/ledger/index.js";
import { ruleFacts } from "../ledger/votes.js";

const { folder, passphrase, url, genesis } = JSON.parse(process.argv[2]!) as Record<string, string>;
const say = (fields: object, message: string) =>
  process.stdout.write(`${JSON.stringify({ ...fields, message })}\n`);
const keykeeper = createKeykeeper({
  folder: folder!,
  passphrase: passphrase!,
  genesis: parseGenesis(genesis!),
  facts: ruleFacts(),
  nodes: [nodeChain(url!)],
  log: { info: say, warn: say, error: say },
  pollMs: 20,
});
await keykeeper.start();
await keykeeper.stopped;
