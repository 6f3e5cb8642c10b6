/** `psephos register`: put a commitment into the census of an anonymous vote, before it starts. */
import type { TransactionAnswer } from "../../api/index.js";
import { encodeRegistration } from "../../ballot/index.js";
import { identityFromJson } from "../../census/index.js";
import { parseGenesis } from "../../ledger/index.js";
import { createRegistration } from "../../voter/index.js";
import { ACCOUNT } from "../account.js";
import { type ByNameOptions, ELIGIBILITY, voterByName } from "../by-name.js";
import { type Leaf, option, type Unnamed } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, type Replacing, readText, writeWhole } from "../files.js";
import { NODE, nodeClient } from "../node-door.js";
import { assertProcessId, FORCE, PROCESS_ID, whole } from "../options.js";

interface RegisterOptions extends ByNameOptions, Replacing {
  readonly genesis: string;
  readonly identity: string;
  readonly number: number;
  readonly out: string;
  readonly node?: string;
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

async function register(context: Context, id: string, options: RegisterOptions): Promise<void> {
  const { output } = context;
  await ensureFree(options.out, { force: options.force });
  const processId = assertProcessId(id);
  const { hash } = parseGenesis(await readText(options.genesis));
  const identity = identityFromJson(
    await readText(options.identity, "Make one for this vote alone with `psephos identity new`."),
  );
  const { wallet, eligible } = await voterByName(options);
  const made = await createRegistration(
    { genesisHash: hash, processId, identity, number: options.number, ...eligible },
    wallet,
  );
  const inputs = [options.genesis, options.identity, options.account];
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
    option("-g, --genesis <file>", "the genesis document of the voting chain", { unless: "genesis.json" }),
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
  ],
  notes:
    "With --node it is sent as well. If the answer is lost, run the command again with --force: it makes the same registration.",
  examples: [
    "psephos register 0x… --account account.key --census members.psc",
    "psephos register 0x… --account account.key --certificate certificate.json --number 1 --out again.json",
    "psephos register 0x… --account account.key --census members.psc --node https://node.example",
  ],
  handler: register,
} satisfies Unnamed<Leaf>;
