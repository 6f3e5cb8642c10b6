/**
 * Which of some gateways tell the truth: their signed heads are held against each other. At each height that one of them claims, all are asked for the state root. A root that more
 * than two thirds of the validators signed is the chain's, and another one is a lie. A validator that signed two roots for one height lies, whoever shows them.
 *
 * The validators are those of now: on a chain of several, each gateway proves them from the genesis document, and the latest proof counts. It also has a root of the chain.
 */
import {
  checkHeadSignature,
  checkValidators,
  isOfSeveral,
  type NodeClient,
  type ProvenValidators,
  type SignedRoot,
  type Signers,
  signersOf,
} from "../api/index.js";
import { type Hex, toHex } from "../bytes/index.js";
import { PsephosError } from "../errors/index.js";

/**
 * - `agrees`: no validator contradicts it; it may be the only one that answers;
 * - `behind`: it agrees, and its last block is old;
 * - `disputed`: others say otherwise, and neither side has more than two thirds of the validators;
 * - `outside`: its key is no validator's now: it has left, or has not joined yet;
 * - `lies`: it is of another chain, its signature is false, or its root is not the validators';
 * - `silent`: it does not answer, or not as a node.
 */
export type Verdict = "agrees" | "behind" | "disputed" | "outside" | "lies" | "silent";

export interface Standing {
  readonly url: string;
  readonly verdict: Verdict;
  /** Its head, if it has a good one. */
  readonly head?: SignedRoot;
}

export interface Judged {
  readonly standings: readonly Standing[];
  /** Validators that signed two roots for one height. */
  readonly liars: readonly Hex[];
  /** Who validates now, if the chain is one of several and somebody proved it. */
  readonly validators: ProvenValidators | undefined;
}

interface Asked {
  readonly url: string;
  readonly client: NodeClient;
  /** What it has proved of the validators already; it is asked otherwise. */
  readonly proven?: ProvenValidators | undefined;
}

/** Blocks behind the middle one of the heads. */
const BEHIND = 50;
const TIMEOUT = 8_000;

/** Refusals that only a liar's answer gives: its form was right, and what it says is false. */
const LIES: ReadonlySet<string> = new Set(["api/head", "api/genesis"]);
const isLie = (error: unknown) => error instanceof PsephosError && LIES.has(error.code);

/**
 * Who validates a chain of several now, as a gateway proves it.
 * @returns undefined if it does not; on a chain that one node orders nobody is asked
 */
export async function provenBy(genesis: Signers, client: NodeClient): Promise<ProvenValidators | undefined> {
  if (!isOfSeveral(genesis)) return undefined;
  try {
    return checkValidators(genesis, await client.validators({ timeout: TIMEOUT }));
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return undefined;
  }
}

/** The later of two proofs. */
export const latest = (
  one: ProvenValidators | undefined,
  other: ProvenValidators | undefined,
): ProvenValidators | undefined => (one && other && one.height >= other.height ? one : (other ?? one));

async function headOf({ hash }: Signers, { client }: Asked): Promise<SignedRoot | "lies" | "silent"> {
  try {
    const { genesisHash, head } = await client.chain({ timeout: TIMEOUT });
    if (genesisHash !== toHex(hash)) return "lies";
    checkHeadSignature(hash, head);
    return head;
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return isLie(error) ? "lies" : "silent";
  }
}

/** The root that a gateway gives a height; undefined if it does not have that. */
async function rootAt({ hash, lists }: Signers, asked: Asked, head: SignedRoot, height: number) {
  if (head.height === height) return head;
  try {
    const found = await asked.client.head(height, { timeout: TIMEOUT });
    checkHeadSignature(hash, found);
    return lists.validators.includes(found.validator) ? found : ("lies" as const);
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return isLie(error) ? ("lies" as const) : undefined;
  }
}

interface Said {
  readonly url: string;
  readonly root: SignedRoot;
}

interface Comparison {
  readonly signers: Signers;
  /** What was said of one height. */
  readonly said: readonly Said[];
  /** The root that the validators signed for it, if it is proved. */
  readonly proven: Hex | undefined;
  /** Takes a liar's address, or a validator's key. */
  readonly blame: (who: string) => void;
}

/** @returns addresses of which it is not known whether they or others are right */
function compare({ signers, said, proven, blame }: Comparison): Set<string> {
  const byRoot = new Map<Hex, Set<Hex>>();
  const rootOf = new Map<Hex, Hex>();
  for (const { root } of said) {
    const other = rootOf.get(root.validator);
    if (other !== undefined && other !== root.stateRoot) blame(root.validator);
    rootOf.set(root.validator, root.stateRoot);
    const of = byRoot.get(root.stateRoot) ?? new Set();
    byRoot.set(root.stateRoot, of.add(root.validator));
  }
  const disputed = new Set<string>();
  if (byRoot.size < 2 && proven === undefined) return disputed;
  const quorum =
    proven ?? [...byRoot].find(([, { size }]) => size * 3 > signers.lists.validators.length * 2)?.[0];
  const most = Math.max(...[...byRoot.values()].map(({ size }) => size));
  const leading = [...byRoot].filter(([, { size }]) => size === most);
  const accepted = quorum ?? (leading.length === 1 ? leading[0]![0] : undefined);
  for (const { url, root } of said)
    if (root.stateRoot !== accepted) {
      if (quorum !== undefined) blame(url);
      else disputed.add(url);
    }
  return disputed;
}

/**
 * Asks gateways and compares what they say.
 * @param known of the validators of now, if somebody has proved it already
 * @throws what is no PsephosError
 */
export async function judge(
  genesis: Signers,
  asked: readonly Asked[],
  known?: ProvenValidators,
): Promise<Judged> {
  const [heads, proofs] = await Promise.all([
    Promise.all(asked.map((one) => headOf(genesis, one))),
    Promise.all(asked.map(({ client, proven }) => proven ?? provenBy(genesis, client))),
  ]);
  const proven = proofs.reduce(latest, known);
  const signers = proven ? signersOf(genesis, proven.validators) : genesis;
  const { validators } = signers.lists;
  const rootsProven = new Map(
    [...proofs, known].flatMap((one) => (one ? [[one.height, one.stateRoot] as const] : [])),
  );
  const good = asked.flatMap((one, i) => {
    const head = heads[i]!;
    return typeof head === "string" || !validators.includes(head.validator) ? [] : [{ ...one, head }];
  });
  const blamed = new Set<string>();
  const disputed = new Set<string>();
  // What is proved comes first: who lies there has no say elsewhere.
  const heights = new Set([...rootsProven.keys(), ...good.map(({ head }) => head.height)]);
  heights.delete(0);
  for (const height of heights) {
    const able = good.filter(({ head, url }) => head.height >= height && !blamed.has(url));
    const roots = await Promise.all(able.map((one) => rootAt(signers, one, one.head, height)));
    const said = able.flatMap(({ url }, i) => {
      const root = roots[i];
      if (root === "lies") blamed.add(url);
      return typeof root === "object" ? [{ url, root }] : [];
    });
    const about = { signers, said, proven: rootsProven.get(height), blame: (who: string) => blamed.add(who) };
    for (const url of compare(about)) disputed.add(url);
  }
  const sorted = good.map(({ head }) => head.height).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  const standings = asked.map(({ url }, i): Standing => {
    const head = heads[i]!;
    if (typeof head === "string") return { url, verdict: head };
    if (!validators.includes(head.validator)) return { url, verdict: "outside" };
    if (blamed.has(url) || blamed.has(head.validator)) return { url, verdict: "lies" };
    if (disputed.has(url)) return { url, head, verdict: "disputed" };
    return { url, head, verdict: head.height < middle - BEHIND ? "behind" : "agrees" };
  });
  return { standings, liars: validators.filter((one) => blamed.has(one)), validators: proven };
}
