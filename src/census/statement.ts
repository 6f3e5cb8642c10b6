/** What a census proof states, and the inputs that prove it (PROTOCOL 3, circuit `census_proof`). */
import { assertScalar } from "../bytes/index.js";
import { poseidon } from "../engine/index.js";
import { ensure } from "../errors/index.js";
import type { Identity } from "./identity.js";
import { assertWeight } from "./leaf.js";
import type { MembershipProof } from "./membership.js";

/** The public part of a census proof. */
export interface CensusStatement {
  readonly nullifier: bigint;
  readonly censusRoot: bigint;
  readonly scope: bigint;
  readonly voteHash: bigint;
  /** The weight used, at most the one in the census. */
  readonly weight: bigint;
  readonly envelopeHash: bigint;
}

/** The signals a prover gives to the circuit, by name. */
export interface CensusInput {
  readonly censusRoot: bigint;
  readonly scope: bigint;
  readonly voteHash: bigint;
  readonly weight: bigint;
  readonly envelopeHash: bigint;
  readonly secret: bigint;
  readonly availableWeight: bigint;
  readonly nodes: readonly (readonly bigint[])[];
}

/** `poseidon2(scope, secret)`: one per voter, process and question. */
export function nullifierOf(scope: bigint, secret: bigint): bigint {
  return poseidon([scope, secret]);
}

/**
 * The statement as public signals, in the circuit's order.
 * @throws PsephosError `bytes/non-canonical`, `census/weight`
 */
export function censusSignals(statement: CensusStatement): bigint[] {
  const { nullifier, censusRoot, scope, voteHash, weight, envelopeHash } = statement;
  return [
    assertScalar(nullifier, "nullifier"),
    assertScalar(censusRoot, "census root"),
    assertScalar(scope, "scope"),
    assertScalar(voteHash, "voteHash"),
    assertWeight(weight),
    assertScalar(envelopeHash, "envelopeHash"),
  ];
}

/**
 * The circuit's input for one vote.
 * @param availableWeight the weight in the voter's leaf
 * @param weight the weight to use, 1 … availableWeight
 * @throws PsephosError `census/weight`, `census/weight-exceeded`
 */
export function censusInput(
  identity: Identity,
  availableWeight: bigint,
  membership: MembershipProof,
  vote: Pick<CensusStatement, "scope" | "voteHash" | "weight" | "envelopeHash">,
): CensusInput {
  ensure(
    assertWeight(vote.weight) <= assertWeight(availableWeight),
    "census/weight-exceeded",
    `a weight of ${vote.weight} was requested, but the census gives ${availableWeight}`,
  );
  return {
    censusRoot: membership.root,
    scope: vote.scope,
    voteHash: vote.voteHash,
    weight: vote.weight,
    envelopeHash: vote.envelopeHash,
    secret: identity.secret,
    availableWeight,
    nodes: membership.nodes,
  };
}
