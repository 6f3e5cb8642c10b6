/** The voters of the table of cases, and why they may vote. */
import { privateKeyToAccount } from "viem/accounts";
import type { Eligibility } from "../../../../src/ballot/index.js";
import { type Hex, scalarToHex } from "../../../../src/bytes/index.js";
import { Census, identityFromSecret, issueCertificate } from "../../../../src/census/index.js";
import { CensusOrigin, isEvmOrigin } from "../../../../src/process/index.js";
import type { Person } from "../people.js";
import { bytesOf } from "../world.js";
import { type CaseProcess, type CensusName, TABLE } from "./data.js";

const MEMBERS = { first: ["ada", "bob"], second: ["ada", "bob", "carol"] } as const;

const people = new Map(
  Object.entries(TABLE.voters).map(([name, { key }]) => {
    const account = privateKeyToAccount(key);
    return [name, { account, address: account.address.toLowerCase() as Hex } satisfies Person];
  }),
);
export const voterOf = (name: string): Person => people.get(name)!;
export const secretOf = (name: string): bigint => BigInt(TABLE.voters[name]!.identity);
const commitments = new Map(
  Object.keys(TABLE.voters).map((name) => [name, identityFromSecret(secretOf(name)).commitment]),
);
export const commitmentOf = (name: string): bigint => commitments.get(name)!;

/** Whether everybody weighs 1. */
const isUnweighted = ({ origin, authority }: CaseProcess) =>
  origin === CensusOrigin.OFF_CHAIN_TREE || authority === "blind";

export const weightOf = (process: CaseProcess, name: string): bigint =>
  isUnweighted(process) ? 1n : BigInt(TABLE.voters[name]!.weight);

/** Whether the members of the tree are commitments. */
const isHidden = ({ anonymous, flags }: CaseProcess) => anonymous && !flags.includes("preRegister");

const isIn = (census: CensusName, name: string) => (MEMBERS[census] as readonly string[]).includes(name);

/** The one who is shown: whoever is not in the census shows the first member's. */
const shown = (census: CensusName, name: string) => (isIn(census, name) ? name : "ada");

const trees = new Map<string, Census>();

function treeOf(process: CaseProcess, census: CensusName): Census {
  const [hidden, unweighted] = [isHidden(process), isUnweighted(process)];
  const key = `${census} ${hidden} ${unweighted}`;
  const known = trees.get(key);
  if (known) return known;
  const voters = MEMBERS[census].map((name) => ({
    commitment: hidden ? commitmentOf(name) : BigInt(voterOf(name).address),
    weight: weightOf(process, name),
  }));
  const tree = new Census(3, voters);
  trees.set(key, tree);
  return tree;
}

/** The root of a process's census. */
export function rootOf(process: CaseProcess, census: CensusName = "first"): string {
  const { origin = CensusOrigin.OFF_CHAIN_TREE_WEIGHTED, authority } = process;
  if (isEvmOrigin(origin)) return TABLE.tokens[origin]!.storageRoot;
  if (authority === "blind") return TABLE.authorities.blind.root;
  if (authority === "ecdsa") return TABLE.authorities.ecdsa[census].root;
  return scalarToHex(treeOf(process, census).root);
}

/** Whether a proof for the census's tree can have this weight. */
export const isMember = (process: CaseProcess, census: CensusName, name: string, weight: bigint): boolean =>
  isIn(census, name) && weight === weightOf(process, name);

const nativeKind = ({ origin = CensusOrigin.OFF_CHAIN_TREE_WEIGHTED, authority }: CaseProcess) => {
  if (isEvmOrigin(origin)) return "holder";
  if (authority) return authority === "ecdsa" ? "certified" : "blind";
  return "member";
};

/**
 * What a voter shows.
 * @param scope of the process's question 0
 * @param as the kind of eligibility; of the process's census if left out
 */
export function eligibilityOf(
  process: CaseProcess,
  {
    name,
    scope,
    census = "first",
    as = nativeKind(process),
  }: {
    readonly name: string;
    readonly scope: bigint;
    readonly census?: CensusName | undefined;
    readonly as?: Eligibility["kind"] | undefined;
  },
): Eligibility {
  const who = shown(census, name);
  if (as === "member") {
    const place = (MEMBERS[census] as readonly string[]).indexOf(who);
    return { kind: "member", nodes: treeOf(process, census).membership(place).nodes };
  }
  if (as === "holder") {
    const { proofs } = TABLE.tokens[process.origin ?? 0] ?? TABLE.tokens[CensusOrigin.ERC20]!;
    return { kind: "holder", proofs: proofs[who]!.map((nodes) => nodes.map(bytesOf)) };
  }
  if (as === "certified") {
    const certificate = { scope, voter: voterOf(who).address, weight: weightOf(process, who) };
    const secret = bytesOf(TABLE.authorities.ecdsa[census].secret);
    return { kind: "certified", certificate: issueCertificate(secret, certificate) };
  }
  // The authority certified carol too, whichever census it is: it may certify more voters than it said.
  const { certificates } = TABLE.authorities.blind;
  const { randomizer, signature } = certificates[name] ?? certificates.ada!;
  return { kind: "blind", randomizer: bytesOf(randomizer), signature: bytesOf(signature) };
}
