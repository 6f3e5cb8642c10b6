import { parseEther } from "viem";
import { getBlockNumber } from "viem/actions";
import { costTable } from "../../ballot/index.js";
import { ensureAble } from "../../errors/index.js";
import { RollupAccount, readProcess, readVerifier } from "../../evm/index.js";
import type { Process } from "../../process/index.js";
import { readNamedRollup, tallyInstance } from "../../rollup/index.js";
import { type CensusKeyOptions, keyAtHand } from "../census-key.js";
import { loadVerifyingCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { assertProcessId, PROCESS_ID, WRITING, whole } from "../options.js";
import { rollupInstances } from "../rollup-instances.js";
import { type WriterOptions, writer } from "../wallet.js";
import { checkKeysToOpen } from "./keys.js";
import { CIRCUITS, INSTANCE } from "./options.js";

interface OpenOptions extends WriterOptions, CensusKeyOptions {
  readonly instance: string;
  /** Blocks from now to the end of voting. */
  readonly closingIn: number;
  readonly inclusion: number;
  readonly opening: number;
  readonly posting: number;
  readonly challenge: number;
  readonly answer: number;
  /** Ether. */
  readonly bond: string;
  readonly demandBond: string;
  readonly signatures: number;
}

/** Costs that the entity has to declare, because the exponent is not whole. */
function declaredCosts({ maxValue, maxTotalCost, costExponent, envelopeType }: Process): bigint[] {
  const limited = envelopeType.costFromWeight || maxTotalCost > 0;
  return limited && costExponent % 10_000 !== 0 ? costTable(maxValue, costExponent) : [];
}

function ether(text: string): bigint {
  ensureAble(
    /^[0-9]{1,9}(\.[0-9]{1,18})?$/.test(text),
    "cli/usage",
    "a bond is a number of ether, such as 0.5",
  );
  return parseEther(text);
}

async function openRollup({ output, signal }: Context, id: string, options: OpenOptions): Promise<void> {
  const processId = assertProcessId(id);
  const client = await writer(options);
  const process = await readProcess(client, options.contract, processId);
  const contracts = await readNamedRollup(client, process);
  const { name, open: openName } = tallyInstance(options.instance);
  const load = (circuit: string) => loadVerifyingCircuit(circuit, output, signal, options.artifacts);
  const [batch, open] = [await load(name), await load(openName)];
  const { insecure } = await readVerifier(client, contracts, process.censusKey);
  checkKeysToOpen(output, { batch, open }, insecure, options);
  const declaration = {
    instance: BigInt(rollupInstances().findIndex(({ batchCircuit }) => batchCircuit === name)),
    batchKeyHash: keyAtHand(batch).keyHash,
    openKeyHash: keyAtHand(open).keyHash,
    closing: (await getBlockNumber(client)) + BigInt(options.closingIn),
    inclusion: options.inclusion,
    opening: options.opening,
    posting: options.posting,
    challenge: options.challenge,
    answer: options.answer,
    posterBond: ether(options.bond),
    demandBond: ether(options.demandBond),
    signatures: options.signatures,
    costTable: declaredCosts(process),
  };
  const { gasUsed } = await output.step("Opening the rollup", () =>
    new RollupAccount(client, contracts).open(processId, declaration),
  );
  if (options.signatures === 0) {
    output.warn(
      "No oracle has to sign: the poster chooses which votes are counted, except for those that were put on chain.",
    );
  }
  output.field("rollup", contracts.rollup);
  output.field("closing block", declaration.closing);
  output.result({ processId, ...contracts, closing: declaration.closing, gas: gasUsed });
}

export const open: Leaf = {
  name: "open",
  description: "open your process's rollup, before you start the process with `process status ID READY`",
  arguments: [PROCESS_ID],
  options: [
    ...WRITING,
    option("--closing-in <blocks>", "blocks until voting is over", { required: true, parse: whole }),
    option(
      "--signatures <m>",
      "how many oracles must sign the votes: at least the voting chain's quorum; 0 for none",
      { required: true, parse: whole },
    ),
    INSTANCE,
    option("--inclusion <blocks>", "blocks to put votes on chain; each window has at least 64", {
      unless: 7200,
      parse: whole,
    }),
    option("--opening <blocks>", "blocks after that to publish ballots", { unless: 7200, parse: whole }),
    option("--posting <blocks>", "a poster's turn", { unless: 21_600, parse: whole }),
    option("--challenge <blocks>", "blocks to challenge a posted tally", { unless: 50_400, parse: whole }),
    option("--answer <blocks>", "to answer a demand", { unless: 7200, parse: whole }),
    option("--bond <ether>", "a poster's bond; each void turn doubles it", { unless: "1" }),
    option("--demand-bond <ether>", "a demand's bond", { unless: "0.05" }),
    ...CIRCUITS,
  ],
  examples: [
    "psephos rollup open 0x… --closing-in 50400 --signatures 2 --contract 0x… --key dev-keys/organiser.key",
  ],
  handler: openRollup,
};
