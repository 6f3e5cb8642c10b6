/** `psephos register`: put a commitment into the census of an anonymous vote, before it starts. */
import type { TransactionAnswer } from "../../api/index.js";
import { encodeRegistration } from "../../ballot/index.js";
import type { Hex } from "../../bytes/index.js";
import { identityFromJson } from "../../census/index.js";
import { processAtNode } from "../../lightclient/index.js";
import { createRegistration, type Eligible, type VoterWallet } from "../../voter/index.js";
import { ACCOUNT, readAccount, voterWallet } from "../account.js";
import { type ByNameOptions, ELIGIBILITY, voterByName } from "../by-name.js";
import { type Leaf, option, type Unnamed } from "../command.js";
import type { Context } from "../context.js";
import { type EligibilityOptions, eligibleAtNode } from "../eligible-at-node.js";
import { ensureFree, type Replacing, readText, writeWhole } from "../files.js";
import { GENESIS_HASH, type GenesisOptions, NODE, nodeClient, openNode, readGenesis } from "../node-door.js";
import { assertProcessId, FORCE, PROCESS_ID, RPC, whole } from "../options.js";

interface RegisterOptions extends ByNameOptions, EligibilityOptions, GenesisOptions, Replacing {
  readonly identity: string;
  readonly number: number;
  readonly out: string;
  readonly node?: string;
}

const GENESIS_FILE = "genesis.json";

/** Who registers. */
interface Applicant {
  /** The genesis hash. */
  readonly hash: Uint8Array;
  readonly wallet: VoterWallet;
  readonly eligible: Eligible;
}

/** Sends a registration to a node of the chain. @throws PsephosError the rule that refuses it, `api/…` */
async function sendTo(
  context: Context,
  url: string,
  hash: Uint8Array,
  registration: string,
): Promise<TransactionAnswer> {
  return context.output.step("Sending the registration", async () => {
    const client = nodeClient(context, url);
    await client.genesis(hash);
    return client.register(registration, { wait: true, timeout: 60_000 });
  });
}

/** The chain, the account, and why it may register: from the node where files are not given. */
async function applicantOf(context: Context, processId: Hex, options: RegisterOptions): Promise<Applicant> {
  const { node: url, genesis = GENESIS_FILE } = options;
  if (url === undefined) {
    const { hash } = await readGenesis(genesis);
    return { hash, ...(await voterByName(options)) };
  }
  const node = await openNode(context, { ...options, node: url });
  const shown = await processAtNode(node, processId);
  const wallet = voterWallet(await readAccount(options.account));
  const eligible = await eligibleAtNode(context, node, shown, wallet.address, options);
  return { hash: node.genesis.hash, wallet, eligible };
}

async function register(context: Context, id: string, options: RegisterOptions): Promise<void> {
  const { output } = context;
  await ensureFree(options.out, { force: options.force });
  const processId = assertProcessId(id);
  const identity = identityFromJson(
    await readText(options.identity, "Make one for this vote alone with `psephos identity new`."),
  );
  const { hash, wallet, eligible } = await applicantOf(context, processId, options);
  const made = await createRegistration(
    { genesisHash: hash, processId, identity, number: options.number, ...eligible },
    wallet,
  );
  const { genesis, census, certificate } = options;
  const files = [genesis, options.identity, options.account, census, certificate];
  const inputs = files.filter((file) => file !== undefined);
  const encoded = encodeRegistration(made);
  await writeWhole(options.out, `${encoded}\n`, { force: options.force, inputs });
  const { node } = options;
  const sent = node === undefined ? undefined : await sendTo(context, node, hash, encoded);
  output.line(
    sent
      ? `Registration written to ${options.out} and sent: ${sent.state === "recorded" ? `recorded in block ${sent.height}` : "it waits for its block"}.`
      : `Registration written to ${options.out}. Send it to a node before the process starts.`,
  );
  output.field("voter", made.voter);
  output.field("weight", made.weight);
  output.field("number", made.nonce);
  output.line();
  output.line("Everybody sees which address registered which commitment. The vote shows neither.");
  output.result({
    ...{ file: options.out, voter: made.voter, weight: made.weight, number: made.nonce },
    ...(sent ? { sent } : {}),
  });
}

export default {
  arguments: [PROCESS_ID],
  options: [
    option(
      "-g, --genesis <file>",
      `the genesis document of the voting chain; without --node ${GENESIS_FILE} if left out`,
    ),
    GENESIS_HASH,
    ACCOUNT,
    option("-i, --identity <file>", "your identity for this vote", { unless: "identity.json" }),
    ...ELIGIBILITY,
    option("--number <number>", "0 for your first registration; a higher one, up to 7, replaces it", {
      unless: 0,
      parse: whole,
    }),
    option("-o, --out <file>", "where to write the registration", { unless: "registration.json" }),
    FORCE,
    NODE,
    RPC,
  ],
  notes: `With --node it is sent as well. The genesis document and the census by name then come from the node, unless they are given; holders of a token need
--rpc for the proof of their balance. If the answer is lost, run the command again with --force: it makes the same registration.`,
  examples: [
    "psephos register 0x… --account account.key --census members.psc",
    "psephos register 0x… --account account.key --certificate certificate.json --number 1 --out again.json",
    "psephos register 0x… --account account.key --node https://node.example --genesis-hash 0x…",
  ],
  handler: register,
} satisfies Unnamed<Leaf>;
