/**
 * Which of some gateways tell the truth: their signed heads are held against each other. At each height that one of them claims, all are asked for the state root. A root that more
 * than two thirds of the genesis document's validators signed is the chain's, and another one is a lie. A validator that signed two roots for one height lies, whoever shows them.
 */
import { checkHead, type NodeClient, type SignedRoot } from "../api/index.js";
import { type Hex, toHex } from "../bytes/index.js";
import { PsephosError } from "../errors/index.js";
import type { CheckedGenesis } from "../ledger/index.js";

/**
 * - `agrees`: no validator contradicts it; it may be the only one that answers;
 * - `behind`: it agrees, and its last block is old;
 * - `disputed`: others say otherwise, and neither side has more than two thirds of the validators;
 * - `lies`: it is of another chain, its signature is false, or its root is not the validators';
 * - `silent`: it does not answer, or not as a node.
 */
export type Verdict = "agrees" | "behind" | "disputed" | "lies" | "silent";

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
}

interface Asked {
  readonly url: string;
  readonly client: NodeClient;
}

/** Blocks behind the middle one of the heads. */
const BEHIND = 50;
const TIMEOUT = 8_000;

/** Refusals that only a liar's answer gives: its form was right, and what it says is false. */
const LIES: ReadonlySet<string> = new Set(["api/head", "api/genesis"]);
const isLie = (error: unknown) => error instanceof PsephosError && LIES.has(error.code);

type Genesis = Pick<CheckedGenesis, "hash" | "lists">;

async function headOf(genesis: Genesis, { client }: Asked): Promise<SignedRoot | "lies" | "silent"> {
  try {
    const { genesisHash, head } = await client.chain({ timeout: TIMEOUT });
    if (genesisHash !== toHex(genesis.hash)) return "lies";
    checkHead(genesis, head);
    return head;
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return isLie(error) ? "lies" : "silent";
  }
}

/** The root that a gateway gives a height; undefined if it does not have that. */
async function rootAt(genesis: Genesis, asked: Asked, head: SignedRoot, height: number) {
  if (head.height === height) return head;
  try {
    const found = await asked.client.head(height, { timeout: TIMEOUT });
    checkHead(genesis, found);
    return found;
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return isLie(error) ? ("lies" as const) : undefined;
  }
}

interface Said {
  readonly url: string;
  readonly root: SignedRoot;
}

/** Compares what was said of one height. @param blame takes a liar's address, or a validator's key */
function compare(genesis: Genesis, said: readonly Said[], blame: (who: string) => void): Set<string> {
  const byRoot = new Map<Hex, Set<Hex>>();
  const rootOf = new Map<Hex, Hex>();
  for (const { root } of said) {
    const other = rootOf.get(root.validator);
    if (other !== undefined && other !== root.stateRoot) blame(root.validator);
    rootOf.set(root.validator, root.stateRoot);
    const signers = byRoot.get(root.stateRoot) ?? new Set();
    byRoot.set(root.stateRoot, signers.add(root.validator));
  }
  const disputed = new Set<string>();
  if (byRoot.size < 2) return disputed;
  const quorum = [...byRoot].find(([, signers]) => signers.size * 3 > genesis.lists.validators.length * 2);
  const most = Math.max(...[...byRoot.values()].map(({ size }) => size));
  const leading = [...byRoot].filter(([, { size }]) => size === most);
  const [accepted] = quorum ?? (leading.length === 1 ? leading[0]! : []);
  for (const { url, root } of said)
    if (root.stateRoot !== accepted) {
      if (quorum) blame(url);
      else disputed.add(url);
    }
  return disputed;
}

/** Asks gateways and compares what they say. @throws what is no PsephosError */
export async function judge(genesis: Genesis, asked: readonly Asked[]): Promise<Judged> {
  const heads = await Promise.all(asked.map((one) => headOf(genesis, one)));
  const good = asked.flatMap((one, i) => {
    const head = heads[i]!;
    return typeof head === "string" ? [] : [{ ...one, head }];
  });
  const blamed = new Set<string>();
  const disputed = new Set<string>();
  for (const height of new Set(good.map(({ head }) => head.height))) {
    const able = good.filter(({ head }) => head.height >= height);
    const roots = await Promise.all(able.map((one) => rootAt(genesis, one, one.head, height)));
    const said = able.flatMap(({ url }, i) => {
      const root = roots[i];
      if (root === "lies") blamed.add(url);
      return typeof root === "object" ? [{ url, root }] : [];
    });
    for (const url of compare(genesis, said, (who) => blamed.add(who))) disputed.add(url);
  }
  const heights = good.map(({ head }) => head.height).sort((a, b) => a - b);
  const middle = heights[heights.length >> 1] ?? 0;
  const standings = asked.map(({ url }, i): Standing => {
    const head = heads[i]!;
    if (typeof head === "string") return { url, verdict: head };
    if (blamed.has(url) || blamed.has(head.validator)) return { url, verdict: "lies" };
    if (disputed.has(url)) return { url, head, verdict: "disputed" };
    return { url, head, verdict: head.height < middle - BEHIND ? "behind" : "agrees" };
  });
  return { standings, liars: genesis.lists.validators.filter((one) => blamed.has(one)) };
}
