/** A voting chain with processes of many kinds, which the commands of people are tried on. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { validatorKey } from "../../src/api/index.js";
import { type Hex, scalarToHex, toHex } from "../../src/bytes/index.js";
import { Census, writeSnapshot } from "../../src/census/index.js";
import { createFacts } from "../../src/facts/index.js";
import type { Verifier } from "../../src/groth16/index.js";
import { contentHash, encodeMetadata, keyId } from "../../src/process/index.js";
import { sealedBytes } from "../../src/seal/index.js";
import { type Council, council, runCeremony } from "../support/ledger/council.js";
import { person } from "../support/ledger/people.js";
import { namedCensus, namedVote } from "../support/ledger/votes.js";
import { ORACLES, testGenesis, World } from "../support/ledger/world.js";
import { QUESTIONS } from "../support/node/questions.js";
import { SECRET_KEY } from "../support/node/solo.js";

/** Blocks after the last written one until a process ends. */
const REST = 70;

/** The last voter votes on the command line. */
export const VOTERS = Array.from({ length: 5 }, (_, i) => person(`member ${i}`));
export const KEY = toHex(sha256(utf8ToBytes("psephos test person member 4")));
export const BY_NAME = namedCensus(VOTERS, () => 2n);
export const BY_NAME_CENSUS = new Census(
  3,
  VOTERS.map(({ address }) => ({ commitment: BigInt(address), weight: 2n })),
);

export interface WrittenElections {
  readonly world: World;
  readonly members: Council;
  /** Metadata and censuses: what a node serves of them. */
  readonly files: readonly Uint8Array[];
  /** Anonymous and sealed. */
  readonly sealed: Hex;
  /** By name, open without end. */
  readonly named: Hex;
  /** By name, counted. */
  readonly counted: Hex;
  /** By name, ending soon. */
  readonly ending: Hex;
  /** Sealed, waiting for its keykeepers. */
  readonly waiting: Hex;
  /** Taking registrations. */
  readonly registering: Hex;
  /** Anonymous, with registrations, to be started. */
  readonly starting: Hex;
}

/** @param commitment of the voter of the sealed process who votes on the command line */
export async function writeElections(verifier: Verifier, commitment: bigint): Promise<WrittenElections> {
  const members = council(3, 2, 2);
  const genesis = testGenesis(
    {
      lists: {
        oracles: ORACLES.map(({ address }) => address),
        quorum: 2,
        keykeepers: members.keykeepers,
        validators: [validatorKey(SECRET_KEY)],
      },
      censusKeys: [{ circuit: "census-7", depth: 7, keyHash: verifier.keyHash }],
    },
    { dealWindow: 2, complainWindow: 2, confirmWindow: 2 },
  );
  const world = new World(
    createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true }),
    genesis,
  );
  const census = new Census(
    7,
    [commitment, 2n, 3n].map((one) => ({ commitment: one, weight: 3n })),
  );
  const files = [encodeMetadata(QUESTIONS), writeSnapshot(census)];
  const [metadata, censusUri] = files.map((file) => `https://example.org/file!${contentHash(file)}`);
  const sealed = await world.declare({
    metadata: metadata!,
    censusUri: censusUri!,
    censusRoot: scalarToHex(census.root),
    censusKey: keyId("census-7", verifier.keyHash),
    envelopeType: { anonymous: true, encryptedVotes: true },
    blockCount: 0,
  });
  await runCeremony(world, sealed, members);
  const named = await world.declare({ censusRoot: BY_NAME.root, blockCount: 0, maxVoteOverwrites: 1 });
  const counted = await world.declare({ metadata: metadata!, censusRoot: BY_NAME.root, blockCount: 1 });
  await world.until(world.process(counted).start! - 1);
  await world.take(await namedVote(world, counted, VOTERS[0]!, { ...BY_NAME.member(0), votes: [1] }));
  await world.until(world.process(counted).end!);
  const keysOf = { envelopeType: { encryptedVotes: true }, censusRoot: BY_NAME.root };
  const waiting = await world.declare({ ...keysOf, blockCount: 1 });
  await runCeremony(world, waiting, members);
  await world.until(world.process(waiting).start! - 1);
  const unreadable = new Uint8Array(sealedBytes({ maxCount: 1, maxValue: 3 }));
  await world.take(
    await namedVote(world, waiting, VOTERS[0]!, {
      ...{ ...BY_NAME.member(0), encryptionKeyIndexes: [0], votePackage: unreadable },
    }),
  );
  await world.until(world.process(waiting).end!);
  const registering = await world.declare({
    censusRoot: BY_NAME.root,
    censusKey: keyId("census-7", verifier.keyHash),
    mode: { preRegister: true },
    envelopeType: { anonymous: true },
    startBlock: 1_000_000,
  });
  const memberFile = writeSnapshot(BY_NAME_CENSUS);
  const starting = await world.declare({
    metadata: metadata!,
    censusRoot: BY_NAME.root,
    censusUri: `https://example.org/members!${contentHash(memberFile)}`,
    censusKey: keyId("census-7", verifier.keyHash),
    mode: { autoStart: false, preRegister: true },
    envelopeType: { anonymous: true },
    blockCount: 0,
  });
  const ending = await world.declare({ censusRoot: BY_NAME.root, blockCount: REST });
  await world.until(world.process(ending).start!);
  return {
    world,
    members,
    files: [...files, memberFile],
    sealed,
    named,
    counted,
    ending,
    waiting,
    registering,
    starting,
  };
}
