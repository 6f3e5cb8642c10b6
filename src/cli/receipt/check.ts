/** `psephos receipt check`: a receipt by itself, and beside what a node says of its chain today. */
import { Argument } from "commander";
import { checkReceipt, decodeReceipt, type Receipt } from "../../api/index.js";
import { toHex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import type { CheckedGenesis, LogEntry } from "../../ledger/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { readWritten } from "../files.js";
import { GENESIS, type GenesisOptions, NODE, type OpenedNode, openNode, readGenesis } from "../node-door.js";
import { ofFile } from "../params-file.js";
import { bold, green, red, styled } from "../style.js";
import { type Found, foundAtNode } from "./compare.js";

interface CheckOptions extends GenesisOptions {
  readonly node?: string;
}

/** The genesis document of the file, or of the node. @throws PsephosError `cli/usage`, and those of `openNode` and `readGenesis` */
async function chainOf(
  context: Context,
  { node, ...options }: CheckOptions,
): Promise<{ readonly genesis: CheckedGenesis; readonly opened?: OpenedNode }> {
  if (node !== undefined) {
    const opened = await openNode(context, { node, ...options });
    return { genesis: opened.genesis, opened };
  }
  ensureAble(
    options.genesis !== undefined,
    "cli/usage",
    "give the genesis document with --genesis, or a node that has it with --node",
  );
  return { genesis: await readGenesis(options.genesis) };
}

function tell({ output }: Context, { head, proof, processId }: Receipt, entry: LogEntry): void {
  const { index, size } = proof.inclusion;
  output.line(
    styled`${green("✔")} ${bold("The vote is recorded.")} The validator's signature and both paths are right.`,
  );
  output.field("process", processId);
  output.field("voter id", entry.voterId);
  output.field("number", entry.nonce);
  output.field("weight", entry.weight);
  output.field("recorded in", `block ${entry.height}`);
  output.field("place in log", `${index} of ${size}`);
  output.field("signed", `block ${head.height}, ${head.stateRoot}`);
  output.field("by", head.validator);
}

function tellFound({ output }: Context, { agrees, what }: Found): void {
  output.line();
  const mark = agrees ? green("✔") : red("✖");
  output.line(styled`${mark} ${what}`);
  if (!agrees)
    output.paragraph(
      "Keep the receipt: it shows that the node contradicts what a validator signed. Show it to the organiser and to others.",
    );
}

async function checkFile(context: Context, file: string, options: CheckOptions): Promise<number> {
  const { output } = context;
  const text = await readWritten(file, "`psephos vote --node URL` writes one.");
  const receipt = ofFile(file, () => decodeReceipt(text));
  const { genesis, opened } = await chainOf(context, options);
  const { entry } = checkReceipt(genesis, receipt);
  tell(context, receipt, entry);
  const found = opened && (await foundAtNode(opened, receipt, entry));
  if (found) tellFound(context, found);
  const { processId, voterId, head, proof } = receipt;
  output.result({
    ...{ file, recorded: true, genesisHash: toHex(genesis.hash), processId, voterId },
    ...{ number: entry.nonce, weight: entry.weight, recordedAt: entry.height },
    ...{ index: proof.inclusion.index, size: proof.inclusion.size, head },
    node: found ?? null,
  });
  return found?.agrees === false ? EXIT.refused : EXIT.done;
}

export const check: Leaf = {
  name: "check",
  description: "check that a receipt proves a recorded vote, and that a node still agrees",
  arguments: [new Argument("[file]", "the receipt").default("receipt.json")],
  options: [...GENESIS, NODE],
  notes: `Without --node nothing is asked: the genesis document names the validators whose signature counts.
With --node the chain's present head is compared as well: it must have the same vote at the same place.
Exit code 0: recorded; 1: the receipt proves nothing, or the node contradicts it; 2: it could not be checked.`,
  examples: [
    "psephos receipt check receipt.json --genesis genesis.json",
    "psephos receipt check receipt.json --genesis genesis.json --node https://node.example --json",
  ],
  handler: checkFile,
};
