/**
 * The bundle of an election of anonymous votes in the clear, as large as is wanted. Each vote has a proof of its own, of a key whose secrets are known, because real ones take
 * hours: they are as expensive to verify.
 */
import { existsSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { signHead, validatorKey } from "../../src/api/index.js";
import { bundleBytes, makeBundle } from "../../src/audit/index.js";
import { createVotePackage, encodeVotePackage, envelopeHash, voteHash } from "../../src/ballot/index.js";
import { type Hex, scalarToHex, toHex } from "../../src/bytes/index.js";
import { SpoolFolder } from "../../src/cli/bundle/spool.js";
import { formatVerificationKeyFile, verificationKeyHash } from "../../src/groth16/index.js";
import type { AnonymousVote, Facts } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { scopeIn } from "../../test/support/ledger/votes.js";
import { testGenesis, World } from "../../test/support/ledger/world.js";
import { SECRET_KEY } from "../../test/support/node/solo.js";
import { proofBytes } from "../../test/support/rerandomize.js";
import type { SyntheticProver } from "../../test/support/synthetic-verifier.js";

const CIRCUIT = "census-7";
const ROOT = scalarToHex(123456789n);

/** The chain is written with its statements taken for true; the audit checks them. */
const ASSUMED: Facts = { ask: async (statements) => statements.map(() => true) };

/** A vote of a voter who has this nullifier, with a proof of its statement. */
export function provedVote(prover: SyntheticProver, processId: Hex, scope: bigint, i: number) {
  const nullifier = BigInt(i + 1) * 1_000_003n;
  const { votes, nonce, ...rest } = createVotePackage([i % 4]);
  const content = {
    nonce: 0,
    encryptionKeyIndexes: [],
    votePackage: encodeVotePackage({ votes, nonce, ...rest }),
  };
  const hash = voteHash(votes, nonce, nullifier);
  const signals = [nullifier, BigInt(ROOT), scope, hash, 1n, envelopeHash(content)];
  const proof = proofBytes(prover.prove(signals));
  const vote: AnonymousVote = {
    kind: "anonymous",
    processId,
    weight: 1n,
    censusRoot: null,
    nullifier,
    voteHash: hash,
    proof,
    ...content,
  };
  return { vote, signals };
}

/** The chain of an election. */
async function chainOf(prover: SyntheticProver, count: number, perBlock: number) {
  const keyHash: Hex = `0x${verificationKeyHash(prover.verificationKey)}`;
  const genesis = testGenesis({
    censusKeys: [{ circuit: CIRCUIT, depth: 7, keyHash }],
    lists: { ...testGenesis().lists, validators: [validatorKey(SECRET_KEY)] },
  });
  const world = new World(ASSUMED, genesis);
  const id = await world.declare({
    censusRoot: ROOT,
    censusKey: keyId(CIRCUIT, keyHash),
    envelopeType: { anonymous: true },
    blockCount: Math.ceil(count / perBlock) + 1,
  });
  await world.until(world.process(id).start! - 1);
  const scope = scopeIn(world, id);
  for (let from = 0; from < count; from += perBlock) {
    const made = Array.from({ length: Math.min(perBlock, count - from) }, (_, i) =>
      provedVote(prover, id, scope, from + i),
    );
    await world.take(...made.map(({ vote }) => vote));
  }
  await world.until(world.process(id).end!);
  return { world, id };
}

/**
 * Writes the bundle of an election; one that is there already stays as it is.
 * @param file is written whole or not at all
 */
export async function writeElection(
  file: string,
  prover: SyntheticProver,
  count: number,
  perBlock: number,
): Promise<void> {
  if (existsSync(file)) return;
  const { world, id: processId } = await chainOf(prover, count, perBlock);
  const { genesis, ledger } = world;
  const blocks = world.blocks.map((block) => ({ ...block, stateRoot: null }));
  const spools = new SpoolFolder();
  try {
    const bundle = await makeBundle({
      ...{ genesis, blocks, processId, facts: ASSUMED, spool: spools.spool },
      content: {
        metadata: null,
        census: null,
        key: async () => ({
          verificationKey: formatVerificationKeyFile(prover.verificationKey),
          transcript: null,
        }),
        heads: async (height) => {
          const stateRoot = toHex(ledger.stateRoot);
          const { time: _, ...head } = signHead(genesis.hash, { height, time: 0, stateRoot }, SECRET_KEY);
          return [head];
        },
      },
    });
    const handle = await open(`${file}.part`, "w");
    for await (const part of bundleBytes(bundle)) await handle.appendFile(part);
    await handle.close();
    await rename(`${file}.part`, file);
  } finally {
    await spools.close();
  }
}
