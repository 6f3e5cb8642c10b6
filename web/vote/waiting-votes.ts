/** Votes that wait on the voter's device: for how long they may, and whether they still can. Loaded when somebody lets one wait. */
import { checkHead } from "../../src/api/index.js";
import { decodeEnvelope } from "../../src/ballot/index.js";
import { randomBelow, scalarToHex } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import { signersAtNode } from "../../src/lightclient/index.js";
import type { Standing, Waitable } from "./booth-types.js";
import type { Place } from "./census.js";

const MINUTE = 60_000;
/** A vote goes so many milliseconds before voting ends, at the latest; of long elections a fifth of what is left, because the pace of blocks is a guess. */
export const MARGIN = 10 * MINUTE;
const GUESS = 5;
/** Blocks over which the pace is measured. */
const MEASURED = 200;
/** A bound of what is drawn: 30 days. */
const LONGEST = 30 * 24 * 60 * MINUTE;

/** Milliseconds until voting ends; undefined: it has no end. @throws PsephosError `api/head`, and those of the client */
async function timeLeft({ node, shown }: Place): Promise<number | undefined> {
  const { client } = node;
  const { start, end, params } = shown.answer;
  if (params.blockCount === 0) return undefined;
  const [{ head }, signers] = await Promise.all([client.chain(), signersAtNode(node)]);
  checkHead(signers, head);
  const before = await client.head(Math.max(1, head.height - MEASURED));
  checkHead(signers, before);
  const blocks = head.height - before.height;
  // Before voting begins its end is not told.
  const last = end ?? Math.max(start ?? 0, head.height) + params.blockCount;
  return blocks < 1 ? 0 : Math.max(0, (last - head.height) * ((head.time - before.time) / blocks));
}

/** @throws PsephosError those of the client */
export async function waitable(place: Place): Promise<Waitable> {
  const left = await timeLeft(place);
  const most = left === undefined ? LONGEST : Math.max(0, left - Math.max(MARGIN, left / GUESS));
  return { left, most: Math.min(LONGEST, most) };
}

/** What a vote depends on and no envelope names: the open question, and the key that seals. */
const basisOf = ({ shown: { answer } }: Place): string => `${answer.question}/${answer.keyAt}`;

export const draw = (place: Place, within: number) => ({
  delay: randomBelow(Math.min(LONGEST, Math.max(1, Math.round(within)))),
  basis: basisOf(place),
});

/** The census root of a vote of a list that may change: whether votes under it are taken, and whether they are for long. */
function rootStanding(root: string, { shown: { answer } }: Place, height: number): Standing {
  const known = answer.roots.find((one) => one.root === root);
  if (!known || (known.until > 0 && height >= known.until)) return "list";
  return known.until > 0 ? "hurry" : "good";
}

/** @throws PsephosError `ballot/envelope`, and those of the client */
export async function standing(
  place: Place,
  { envelope, basis }: { readonly envelope: string; readonly basis: string },
): Promise<Standing> {
  const { phase } = place.shown.answer;
  if (phase === "paused") return "paused";
  if (phase !== "open") return "over";
  if (basis !== basisOf(place)) return "changed";
  const { censusRoot } = decodeEnvelope(envelope);
  const { head } = await place.node.client.chain();
  const ofRoot =
    censusRoot === undefined ? "good" : rootStanding(scalarToHex(censusRoot), place, head.height);
  if (ofRoot !== "good") return ofRoot;
  try {
    const left = await timeLeft(place);
    return left !== undefined && left < MARGIN ? "hurry" : "good";
  } catch (error) {
    // A node that began with a later snapshot has no earlier head: what was promised holds.
    if (!(error instanceof PsephosError)) throw error;
    return "good";
  }
}
