/** `psephos receipt check`: a receipt by itself, and beside what a node says of its chain today. */
import { Argument } from "commander";
import {
  type AnyReceipt,
  type CheckedReceipt,
  checkAnyReceipt,
  decodeAnyReceipt,
  isCommitReceipt,
} from "../../api/index.js";
import { toHex } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import type { CheckedGenesis } from "../../ledger/index.js";
import { isWhole } from "../../lightclient/index.js";
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

/** What was proved, in a sentence. */
function proved({ signed }: CheckedReceipt, whole: boolean): string {
  if (signed.by === "validators")
    return `${signed.signers} of the chain's ${signed.validators} validators signed block ${signed.block}, more than two thirds, and all paths to it are right.`;
  return whole
    ? "The validator's signature and both paths are right."
    : "One validator signed it, and both paths are right.";
}

function tell(
  { output }: Context,
  genesis: CheckedGenesis,
  receipt: AnyReceipt,
  checked: CheckedReceipt,
): void {
  const { processId, proof } = receipt;
  const { index, size } = proof.inclusion;
  const { entry, height, stateRoot, signed } = checked;
  const whole = isWhole(genesis, receipt);
  const title = whole ? "The vote is recorded." : "A validator says that the vote is recorded.";
  output.line(styled`${green("✔")} ${bold(title)} ${proved(checked, whole)}`);
  output.field("process", processId);
  output.field("voter id", entry.voterId);
  output.field("number", entry.nonce);
  output.field("weight", entry.weight);
  output.field("recorded in", `block ${entry.height}`);
  output.field("place in log", `${index} of ${size}`);
  if (signed.by === "validator") {
    output.field("signed", `block ${height}, ${stateRoot}`);
    output.field("by", signed.validator);
  } else {
    output.field("state root", `after block ${height}, ${stateRoot}`);
    output.field("signed", `block ${signed.block}, by ${signed.signers} of ${signed.validators} validators`);
    if (isCommitReceipt(receipt)) output.field("validators changed", `${receipt.steps.length} times`);
  }
  if (!whole)
    output.warn(
      `this chain has ${genesis.lists.validators.length} validators, and one alone can be wrong. \`psephos vote send\` with the vote's file gets the receipt that more than two thirds signed.`,
    );
}

function tellFound({ output }: Context, { agrees, what }: Found): void {
  output.line();
  const mark = agrees ? green("✔") : red("✖");
  output.line(styled`${mark} ${what}`);
  if (!agrees)
    output.paragraph(
      "Keep the receipt: it shows that the node contradicts what was signed. Show it to the organiser and to others.",
    );
}

async function checkFile(context: Context, file: string, options: CheckOptions): Promise<number> {
  const { output } = context;
  const text = await readWritten(file, "`psephos vote --node URL` writes one.");
  const receipt = ofFile(file, () => decodeAnyReceipt(text));
  const { genesis, opened } = await chainOf(context, options);
  const checked = checkAnyReceipt(genesis, receipt);
  tell(context, genesis, receipt, checked);
  const found = opened && (await foundAtNode(opened, receipt, checked));
  if (found) tellFound(context, found);
  const { processId, voterId, proof } = receipt;
  const { entry, height, stateRoot, signed } = checked;
  output.result({
    ...{ file, recorded: true, genesisHash: toHex(genesis.hash), processId, voterId },
    ...{ number: entry.nonce, weight: entry.weight, recordedAt: entry.height },
    ...{ index: proof.inclusion.index, size: proof.inclusion.size },
    ...(isCommitReceipt(receipt) ? { height, stateRoot } : { head: receipt.head }),
    ...{ signed, whole: isWhole(genesis, receipt) },
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
On a chain with several validators more than two thirds of them have to have signed: the receipt has the blocks that lead from the genesis document's validators to those.
With --node the chain's present head is compared as well: it must have the same vote at the same place.
Exit code 0: recorded; 1: the receipt proves nothing, or the node contradicts it; 2: it could not be checked.`,
  examples: [
    "psephos receipt check receipt.json --genesis genesis.json",
    "psephos receipt check receipt.json --genesis genesis.json --node https://node.example --json",
  ],
  handler: checkFile,
};
