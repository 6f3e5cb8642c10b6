import { ensure } from "../../errors/index.js";
import { isOracle, RollupAccount, votesTypedData } from "../../evm/index.js";
import { ensureRollupInstance, readOpenRollup, sealInclusions, tallyInstance } from "../../rollup/index.js";
import { loadVerifyingCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { type Replacing, writeWhole } from "../files.js";
import { FORCE, PROCESS, WRITING } from "../options.js";
import { readProcess } from "../process-file.js";
import { type WriterOptions, writer } from "../wallet.js";
import { type Checked, checkProofs, planFor } from "./counted.js";
import { loadRollupKeys } from "./keys.js";
import { CIRCUITS, INSTANCE, UNCHECKED, VOTES } from "./options.js";

export interface SignOptions extends WriterOptions, Checked, Replacing {
  readonly out: string;
}

/** An oracle's signature over the votes of its own node. */
export async function signVotes(context: Context, file: string, options: SignOptions): Promise<void> {
  const { output } = context;
  const client = await writer(options);
  const process = await readProcess(options.process);
  const { processId } = process;
  const rollup = await readOpenRollup(client, options.contract, processId);
  const { contracts, terms } = rollup;
  ensure(
    await isOracle(client, contracts, [terms.votingChain, client.account.address]),
    "cli/not-oracle",
    `the account ${client.account.address} is not an oracle of the process's voting chain: its signature would be of no use`,
    "Sign with the key of an oracle.",
  );
  const instance = tallyInstance(options.instance);
  ensureRollupInstance(rollup, instance);
  const named = { process, instance, rollup };
  const { census } = await loadRollupKeys(context, named, options, loadVerifyingCircuit);
  // Before the votes are counted: after the seal, nothing can be put on chain.
  const seal = await output.step("Sealing what was put on chain", () =>
    sealInclusions(client, rollup, { processId, account: new RollupAccount(client, contracts) }),
  );
  const at = [file, process, { client, rollup, seal }] as const;
  const plan = await output.step("Counting", () => planFor(context, at, options));
  await checkProofs(context, plan, [process, census, options]);
  const { votesDigest, last } = plan;
  const statement = { processId, votesDigest, voteCount: last.voteCount, inclusionSeal: seal };
  const data = votesTypedData({ rollup: contracts.rollup, chainId: client.chain.id }, statement);
  const { account } = client;
  ensure(account.signTypedData, "cli/private-key", "this account cannot sign");
  const signature = await account.signTypedData(data);
  const document = { signer: account.address, votesDigest, voteCount: `${last.voteCount}`, signature };
  const inputs = [file, options.process, options.key];
  await writeWhole(options.out, `${JSON.stringify(document)}\n`, { force: options.force, inputs });
  output.field("signer", account.address);
  output.field("votes", last.voteCount);
  output.field("votes digest", votesDigest);
  output.field("written to", options.out);
  output.result({ file: options.out, ...document });
}

export const sign: Leaf = {
  name: "sign",
  description: "as an oracle, after the opening window: sign that these are the votes that came in time",
  arguments: [VOTES],
  options: [
    ...WRITING,
    PROCESS,
    INSTANCE,
    UNCHECKED,
    ...CIRCUITS,
    option("-o, --out <file>", "where to write the signature", { unless: "votes-signature.json" }),
    FORCE,
  ],
  examples: ["psephos rollup sign votes.jsonl --contract 0x… --key dev-keys/oracle-1.key"],
  handler: signVotes,
};
