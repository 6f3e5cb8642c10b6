/** An envelope recomputed step by step (docs/protocol.md, sections 3 to 6), for readers who check the arithmetic with other tools. */
import { bytesToHex, concatBytes } from "@noble/hashes/utils.js";
import {
  decodeVotePackage,
  envelopeDigests,
  envelopeHash,
  packVotes,
  type VoteEnvelope,
  type VotingProcess,
  voteHash,
} from "../../ballot/index.js";
import { fixedHex, type Hex, scalarToHex, toHex } from "../../bytes/index.js";
import { ARITY, type CensusSnapshot, censusLeaf, type Identity, nullifierOf } from "../../census/index.js";
import { poseidon } from "../../engine/index.js";
import { PsephosError } from "../../errors/index.js";

/** One value: its formula, its inputs, and whether the vote or the process says the same. */
export interface Step {
  readonly name: string;
  /** As the protocol writes it. */
  readonly formula: string;
  /** The inputs, by name: hex, or decimal numbers. */
  readonly from: Readonly<Record<string, string | readonly string[]>>;
  readonly value?: string | readonly string[];
  /** What the vote or the process says; absent if neither says it. */
  readonly said?: string;
  /** Why it could not be recomputed. */
  readonly open?: string;
}

export interface ExplainedVote {
  readonly envelope: VoteEnvelope;
  readonly process: VotingProcess;
  /** The voter's own, for the steps that need the secret. The secret itself is in no step. */
  readonly identity?: Identity | undefined;
  readonly census?: CensusSnapshot | undefined;
}

/** Whether a step's value differs from what the vote or the process says. */
export const differs = ({ value, said }: Step): boolean =>
  said !== undefined && value !== undefined && value !== said;

const hexes = (values: readonly bigint[]): string[] => values.map(scalarToHex);

const POINTS = ["A.x", "A.y", "B.x1", "B.x0", "B.y1", "B.y0", "C.x", "C.y"];

function ballotSteps({ nullifier, voteHash: proven, votePackage }: VoteEnvelope): Step[] {
  const from = { utf8: new TextDecoder().decode(votePackage) };
  const formula = "UTF-8 JSON of type, nonce and votes";
  let ballot: ReturnType<typeof decodeVotePackage>;
  try {
    ballot = decodeVotePackage(votePackage);
  } catch (error) {
    if (!(error instanceof PsephosError)) throw error;
    return [{ name: "votePackage", formula, from, open: `it is not a readable ballot: ${error.message}` }];
  }
  const { nonce = "", votes } = ballot;
  const packed = packVotes(votes);
  return [
    { name: "votePackage", formula, from, value: votes.map(String) },
    {
      name: "packed",
      formula: "packed_j: Σ votes[25j + k] · 256^k, k < 25; packed_0 has the length · 2^200 as well",
      from: { votes: votes.map(String) },
      value: hexes(packed),
    },
    {
      name: "voteHash",
      formula: `poseidon${packed.length + 2}(${packed.map((_, j) => `packed_${j}`).join(", ")}, nonce, nullifier)`,
      from: { packed: hexes(packed), nonce: `0x${nonce}`, nullifier: scalarToHex(nullifier) },
      value: scalarToHex(voteHash(votes, nonce, nullifier)),
      said: scalarToHex(proven),
    },
  ];
}

function envelopeSteps(envelope: VoteEnvelope): Step[] {
  const { nonce, encryptionKeyIndexes, votePackage } = envelope;
  const digests = envelopeDigests(envelope);
  const [keysDigest, packageDigest] = [toHex(digests.keysDigest), toHex(digests.packageDigest)];
  const indexes = toHex(Uint8Array.from(encryptionKeyIndexes));
  return [
    {
      name: "keysDigest",
      formula: "keccak256(encryptionKeyIndexes, one byte each)",
      from: { bytes: indexes },
      value: keysDigest,
    },
    {
      name: "packageDigest",
      formula: "keccak256(votePackage bytes)",
      from: { bytes: toHex(votePackage) },
      value: packageDigest,
    },
    {
      name: "envelopeHash",
      formula: "uint256(keccak256(uint64(nonce) ‖ keysDigest ‖ packageDigest)) >> 8",
      from: {
        nonce: `${nonce}`,
        bytes: `0x${nonce.toString(16).padStart(16, "0")}${keysDigest.slice(2)}${packageDigest.slice(2)}`,
      },
      value: scalarToHex(envelopeHash(envelope)),
    },
  ];
}

function scopeStep(process: VotingProcess): Step {
  const { contract, processId, questionIndex, scope } = process;
  const bytes = concatBytes(
    fixedHex(contract, 20, "contract"),
    fixedHex(processId, 32, "processId"),
    Uint8Array.of(questionIndex),
  );
  return {
    name: "scope",
    formula: "uint256(keccak256(contract ‖ processId ‖ uint8(questionIndex))) >> 8",
    from: { contract, processId, questionIndex: `${questionIndex}`, bytes: `0x${bytesToHex(bytes)}` },
    value: scalarToHex(scope),
  };
}

const NO_IDENTITY = "it needs the voter's secret: --identity, on the voter's own machine";

/** The nullifier, and the voter's place in the census as far as it can be computed. */
function voterSteps({ envelope, process, identity, census }: ExplainedVote): Step[] {
  const nullifier: Step = {
    name: "nullifier",
    formula: "poseidon2(scope, secret)",
    from: { scope: scalarToHex(process.scope) },
    said: scalarToHex(envelope.nullifier),
    ...(identity
      ? { value: scalarToHex(nullifierOf(process.scope, identity.secret)) }
      : { open: NO_IDENTITY }),
  };
  const commitment: Step = {
    name: "commitment",
    formula: "poseidon1(secret)",
    from: {},
    ...(identity ? { value: scalarToHex(identity.commitment) } : { open: NO_IDENTITY }),
  };
  return [nullifier, commitment, ...placeSteps({ envelope, process, identity, census })];
}

function placeSteps({ envelope, process, identity, census }: ExplainedVote): Step[] {
  const said = scalarToHex(envelope.censusRoot ?? process.censusRoot);
  const leaf = { name: "leaf", formula: "poseidon2(commitment, available weight)" };
  const root = { name: "censusRoot", formula: `poseidon${ARITY}(its children), level by level`, said };
  if (!census || !identity) {
    const open = identity ? "it needs the census: --census" : NO_IDENTITY;
    return [
      { ...leaf, from: {}, open },
      census
        ? { ...root, from: { snapshot: "its own root" }, value: scalarToHex(census.root) }
        : { ...root, from: {}, open: "it needs the census: --census" },
    ];
  }
  const index = census.indexOf(identity.commitment);
  if (index < 0) {
    const open = "this identity is not in the census";
    return [
      { ...leaf, from: {}, open },
      { ...root, from: {}, open },
    ];
  }
  const entry = census.entry(index)!;
  const { nodes } = census.membership(index);
  const path: Step[] = nodes.map((children, level) => ({
    name: `node at level ${level + 1}`,
    formula: `poseidon${ARITY}(the children of level ${level}, the path's being number ${Math.floor(index / ARITY ** level) % ARITY})`,
    from: { children: hexes(children) },
    value: scalarToHex(poseidon([...children])),
  }));
  return [
    {
      ...leaf,
      from: {
        commitment: scalarToHex(entry.commitment),
        weight: `${entry.weight}`,
        place: `${index}`,
      },
      value: scalarToHex(censusLeaf(entry)),
      said: scalarToHex(nodes[0]![index % ARITY]!),
    },
    ...path,
    { ...root, from: {}, value: path.at(-1)!.value! },
  ];
}

/** The steps. Each uses values of earlier steps only. */
export function explainVote(vote: ExplainedVote): Step[] {
  const { envelope, process } = vote;
  const { nullifier, voteHash, weight, proof } = envelope;
  const coordinates = POINTS.map((name, i): [string, Hex] => [
    name,
    toHex(proof.subarray(32 * i, 32 * i + 32)),
  ]);
  return [
    scopeStep(process),
    ...voterSteps(vote),
    ...ballotSteps(envelope),
    ...envelopeSteps(envelope),
    {
      name: "public signals",
      formula: "[nullifier, censusRoot, scope, voteHash, weight, envelopeHash]",
      from: {},
      value: hexes([
        nullifier,
        envelope.censusRoot ?? process.censusRoot,
        process.scope,
        voteHash,
        weight,
        envelopeHash(envelope),
      ]),
    },
    {
      name: "proof",
      formula: "32 big-endian bytes each; `psephos verify` checks the proof",
      from: Object.fromEntries(coordinates),
    },
  ];
}
