/** Votes for the test chains. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { createVotePackage, encodeVotePackage, namedVoteText, voteHash } from "../../../src/ballot/index.js";
import { type Hex, scalarToHex } from "../../../src/bytes/index.js";
import { Census, identityFromSecret, nullifierOf } from "../../../src/census/index.js";
import { createFacts } from "../../../src/facts/index.js";
import type { AnonymousVote, Facts, NamedVote, Statement } from "../../../src/ledger/index.js";
import { scope } from "../../../src/process/index.js";
import type { Person } from "./people.js";
import { bytesOf, type World } from "./world.js";

/** A census by name: everybody with their place's number and one as weight, unless told. */
export function namedCensus(members: readonly Person[], weightOf = (i: number) => BigInt(i + 1)) {
  const census = new Census(
    3,
    members.map(({ address }, i) => ({ commitment: BigInt(address), weight: weightOf(i) })),
  );
  return {
    root: scalarToHex(census.root),
    member: (i: number) => ({
      weight: weightOf(i),
      eligibility: { kind: "member", nodes: census.membership(i).nodes } as const,
    }),
  };
}

export type NamedCensus = ReturnType<typeof namedCensus>;

export const scopeIn = (world: World, processId: Hex, questionIndex?: number): bigint => {
  const { declaration, record } = world.process(processId);
  return scope({
    contract: declaration.contract,
    processId,
    questionIndex: questionIndex ?? record.question,
  });
};

/** A vote by name, signed. */
export async function namedVote(
  world: World,
  processId: Hex,
  voter: Person,
  vote: Pick<NamedVote, "weight" | "eligibility"> &
    Partial<NamedVote> & { readonly votes?: readonly number[] },
): Promise<NamedVote> {
  const { votes = [1], ...change } = vote;
  const unsigned = {
    kind: "named",
    processId,
    nonce: 0,
    encryptionKeyIndexes: [],
    votePackage: encodeVotePackage({ type: "poll-vote", votes }),
    censusRoot: null,
    voter: voter.address,
    ...change,
  } as const;
  const message = namedVoteText(unsigned, scopeIn(world, processId));
  const signature = bytesOf(await voter.account.signMessage({ message }));
  return { signature, ...unsigned };
}

/** The proof that stands for a true statement in tests of the rules: a hash of it. Real proofs are in `real.test.ts`. */
function proofOf(signals: readonly bigint[]): Uint8Array {
  const digest = sha256(utf8ToBytes(signals.join()));
  return Uint8Array.from({ length: 256 }, (_, i) => digest[i % 32]!);
}

function isProved({ proof, signals }: Extract<Statement, { kind: "census-proof" }>): boolean {
  const expected = proofOf(signals);
  return proof.every((byte, i) => byte === expected[i]);
}

/** Facts for tests of the rules: all but census proofs are checked as a node does. */
export function ruleFacts(): Facts {
  const real = createFacts({ verifiers: [] });
  return {
    ask: async (statements) => {
      const others = statements.filter(({ kind }) => kind !== "census-proof");
      const answers = [...(await real.ask(others))];
      return statements.map((statement) =>
        statement.kind === "census-proof" ? isProved(statement) : answers.shift()!,
      );
    },
  };
}

/** An anonymous vote whose proof is that of `ruleFacts`. */
export function anonymousVote(
  world: World,
  processId: Hex,
  secret: bigint,
  root: Hex,
  {
    votes = [1],
    weight = 1n,
    ...change
  }: Partial<AnonymousVote> & { readonly votes?: readonly number[] } = {},
  envelopeHashOf: (vote: AnonymousVote) => bigint,
): AnonymousVote {
  const votingScope = scopeIn(world, processId);
  const nullifier = nullifierOf(votingScope, identityFromSecret(secret).secret);
  const sealed = createVotePackage(votes);
  const vote: AnonymousVote = {
    kind: "anonymous",
    processId,
    nonce: 0,
    encryptionKeyIndexes: [],
    votePackage: encodeVotePackage(sealed),
    weight,
    censusRoot: null,
    nullifier,
    voteHash: voteHash(sealed.votes, sealed.nonce, nullifier),
    proof: new Uint8Array(256),
    ...change,
  };
  const signals = [nullifier, BigInt(root), votingScope, vote.voteHash, weight, envelopeHashOf(vote)];
  return { ...vote, proof: change.proof ?? proofOf(signals) };
}
