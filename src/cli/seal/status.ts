import { toHex } from "../../bytes/index.js";
import { combineShares } from "../../seal/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { counted } from "../show.js";
import { styled } from "../style.js";
import { type FolderState, readFolder } from "./folder.js";
import { FOLDER } from "./messages.js";

const places = (list: readonly number[]): string => (list.length === 0 ? "none" : list.join(", "));

/** What the keykeepers do next. */
function next({ ceremony, plan, shares }: FolderState, folder: string): string {
  const { threshold, confirmations } = plan.keykeepers;
  if (ceremony.phase === "failed")
    return ceremony.removed.length === 0
      ? `Deals are needed of ${counted(threshold, "keykeeper")}: psephos seal deal ${folder}`
      : "Too few dealers are left. Begin a new round with `psephos seal begin`.";
  if (ceremony.phase === "confirm")
    return `Keykeepers check their shares and confirm, until ${confirmations} have: psephos seal complain ${folder}, psephos seal confirm ${folder}`;
  if (shares.length < threshold)
    return `Ballots can be sealed for the key. To open them after the end takes ${counted(threshold, "share")}: psephos seal share ${folder}`;
  return "The ballots can be opened.";
}

export const status: Leaf = {
  name: "status",
  description: "check every message of a ceremony's folder, and print the key",
  arguments: [FOLDER],
  notes:
    "Every deal, complaint, confirmation and share is checked again. The secret key is printed once enough shares are revealed.",
  examples: ["psephos seal status ceremony", "psephos seal status ceremony --json"],
  async handler({ output }: Context, folder: string): Promise<number | undefined> {
    const state = await readFolder(folder);
    const { ceremony, plan, shares, refused } = state;
    const { threshold } = plan.keykeepers;
    const dealers = ceremony.deals.map(({ dealer }) => dealer);
    const open = ceremony.phase === "done" && shares.length >= threshold;
    const secret = open ? combineShares(shares, ceremony.key!, threshold) : undefined;
    for (const { file, message } of refused) output.warn(styled`${file} is refused: ${message}`);
    output.field("dealers", places(dealers));
    output.field("removed", places(ceremony.removed));
    output.field("key", ceremony.key === null ? "none" : toHex(ceremony.key.publicKey));
    output.field("confirmed by", places(ceremony.confirmed));
    output.field("shares of", places(shares.map(({ place }) => place)));
    if (secret !== undefined) output.field("secret key", secret.toString());
    output.line();
    output.line(next(state, folder));
    output.result({
      phase: ceremony.phase,
      dealers,
      removed: ceremony.removed,
      key: ceremony.key === null ? null : toHex(ceremony.key.publicKey),
      verificationKeys: ceremony.key?.verificationKeys.map(toHex) ?? [],
      confirmed: ceremony.confirmed,
      shares: shares.map(({ place }) => place),
      ...(secret === undefined ? {} : { secret }),
      refused,
    });
    return refused.length > 0 ? 1 : undefined;
  },
};
