/** `psephos vote`: prove one anonymous vote, and write it to a file or send it to a node. */
import { Argument } from "commander";
import { encodeEnvelope } from "../../ballot/index.js";
import { scalarToHex } from "../../bytes/index.js";
import { CensusSnapshot } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { CERTIFICATE } from "../by-name.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { GATEWAYS_FROM } from "../ens-gateways.js";
import { ensureFree, readBytes, writeWhole } from "../files.js";
import { ONLY_NAMED } from "../gateways.js";
import { QUESTIONS_FILE, questionNames } from "../metadata/names.js";
import { GENESIS, NODES, PROCESS_AT_NODE, RELAY, WAIT } from "../node-door.js";
import { FORCE, KEYS, PROCESS_AND_CHAIN } from "../options.js";
import { openProcess, type ProcessOptions } from "../process-on-chain.js";
import { type AtNodeOptions, voteAtNode } from "./at-node.js";
import { parseVotes } from "./choices.js";
import { DELAY, RECEIPT } from "./deliver.js";
import { hiding, parseOverwrite, parseWeight, proveVote, warnIfExposed } from "./prove.js";

interface VoteOptions extends Omit<AtNodeOptions, "node">, ProcessOptions {
  readonly node?: readonly string[];
}

async function castOne(context: Context, text: string, options: VoteOptions): Promise<void> {
  const { output } = context;
  parseWeight(options.weight);
  parseOverwrite(options.overwrite);
  const { node = options.gatewaysFrom === undefined ? undefined : [] } = options;
  if (node !== undefined) return voteAtNode(context, text, { ...options, node });
  ensureAble(options.relay === undefined, "cli/usage", "--relay goes with --node");
  ensureAble(options.delay === undefined, "cli/usage", "--delay goes with --node");
  const { census: censusFile = "census.psc" } = options;
  const votes = parseVotes(text, await questionNames(options));
  await ensureFree(options.out, { force: options.force });
  const { process, checked } = await openProcess(context, options);
  const census = new CensusSnapshot(await readBytes(censusFile));
  const { envelope, anonymitySet, label } = await proveVote(context, { process, census, votes }, options);
  const inputs = [options.process, options.identity, censusFile];
  await writeWhole(options.out, `${encodeEnvelope(envelope)}\n`, { force: options.force, inputs });
  const nullifier = scalarToHex(envelope.nullifier);
  output.line(`Vote written to ${options.out}. ${hiding(anonymitySet)}`);
  warnIfExposed(output, envelope.weight, anonymitySet);
  output.field("nullifier", nullifier);
  output.field("weight", envelope.weight);
  output.field("hidden among", anonymitySet.size);
  output.field("key", label);
  output.result({ file: options.out, nullifier, weight: envelope.weight, anonymitySet, key: label, checked });
}

export const cast: Leaf = {
  name: "cast",
  description: "prove one anonymous vote and write it, or cast a vote at a node",
  arguments: [
    new Argument(
      "<votes>",
      "one value for each field, joined by commas: 1,0,3; with --questions or --node also names of choices",
    ),
  ],
  options: [
    ...PROCESS_AND_CHAIN,
    NODES,
    PROCESS_AT_NODE,
    ...GENESIS,
    ONLY_NAMED,
    ...GATEWAYS_FROM,
    RELAY,
    option("-c, --census <file>", "the process's census snapshot (default: \"census.psc\", or the node's)"),
    QUESTIONS_FILE,
    option("-i, --identity <file>", "your identity", { unless: "identity.json" }),
    option("--account <file>", "with --node, votes by name: the private key of your account, in a file"),
    CERTIFICATE,
    option("-w, --weight <integer>", "use only part of your weight"),
    option(
      "--overwrite <number>",
      "how many votes you sent before this one: 0 for the first; the highest number counts",
    ),
    option("-o, --out <file>", "where to write the vote envelope", { unless: "vote.json" }),
    RECEIPT,
    WAIT,
    DELAY,
    option("--until-start", "with --node: wait until voting begins"),
    FORCE,
    option("--rebuild", "hash the whole census file even if it has more than 100,000 voters"),
    ...KEYS,
  ],
  notes: `With --node the process, its census and its keys come from the node; votes by name are cast as well. The vote is written to a file before it is sent:
whatever happens, \`psephos vote send\` sends the same vote again, and it never counts twice. The node is not believed
about the census, the keys of sealed ballots and the receipt: each is checked. What it says of the questions and the
rules is compared with the process contract if --contract is given, and in any case with the receipt's record.
With the genesis document or its hash, the nodes' lists lead to the other gateways of the chain; those that agree are asked in random order.`,
  examples: [
    "psephos vote 1 --process process.json --census census.psc --contract 0x…",
    "psephos vote harbour,yes --questions metadata.json",
    "psephos vote 1,0,3 --identity alice.json --weight 5 --out vote.json --json",
    "psephos vote yes --node https://node.example --process-id 0x… --genesis-hash 0x…",
    "psephos vote 1 --node https://node.example --process-id 0x… --account account.key",
    "psephos vote yes --node https://node.example --process-id 0x… --genesis-hash 0x… --relay https://relay.example",
    "psephos vote yes --node https://node.example --process-id 0x… --genesis-hash 0x… --relay any",
    "psephos vote yes --gateways-from organiser.eth --rpc https://ethereum.example --process-id 0x… --genesis-hash 0x…",
  ],
  isDefault: true,
  handler: castOne,
};
