/** An anonymous election with ballots in the clear on a chain without an EVM, whose oracles attest what they are given. */
import { sha256 } from "@noble/hashes/sha2.js";
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import type { PrivateKeyAccount } from "viem/accounts";
import type { NodeClient } from "../../src/api/index.js";
import { encodeEnvelope, type VoteEnvelope, VotingProcess } from "../../src/ballot/index.js";
import { type Hex, scalarToHex, toHex } from "../../src/bytes/index.js";
import {
  Census,
  CensusSnapshot,
  createIdentity,
  type Identity,
  writeSnapshot,
} from "../../src/census/index.js";
import { createProver, createVerifier, type Prover, type Verifier } from "../../src/groth16/index.js";
import {
  type Attested,
  attestationTypedData,
  type CheckedGenesis,
  chainAddress,
  encodeTransaction,
} from "../../src/ledger/index.js";
import { CensusOrigin, contentHash, keyId, processId } from "../../src/process/index.js";
import { developmentCircuit } from "../../src/setup/index.js";
import { castVote } from "../../src/voter/index.js";

const CIRCUIT = "census-7";
const NONE: Hex = `0x${"00".repeat(32)}`;
const ZERO: Hex = `0x${"00".repeat(20)}`;
const BALLOT = { maxCount: 1, maxValue: 3 };

export interface Election {
  readonly id: Hex;
  readonly process: VotingProcess;
  readonly identities: readonly Identity[];
  readonly census: CensusSnapshot;
  readonly prover: Prover;
  readonly verifier: Verifier;
}

/** Enough oracles say the same of a subject, through one node after the other. */
export async function attest(
  { hash }: CheckedGenesis,
  clients: readonly NodeClient[],
  oracles: readonly PrivateKeyAccount[],
  said: { readonly subject: Hex; readonly sequence: number; readonly statement: Attested },
): Promise<void> {
  for (const [i, oracle] of oracles.entries()) {
    const word = { ...said, revision: 0, evmBlock: NONE };
    const signature = hexToBytes((await oracle.signTypedData(attestationTypedData(hash, word))).slice(2));
    const address = oracle.address.toLowerCase() as Hex;
    const bytes = encodeTransaction({ kind: "attest", ...word, oracle: address, signature });
    await clients[i % clients.length]!.transaction(bytes, { wait: true });
  }
}

/** Makes the voters and declares the election, for as long as the oracles let it run. */
export async function declareElection(
  genesis: CheckedGenesis,
  clients: readonly NodeClient[],
  oracles: readonly PrivateKeyAccount[],
  voters: number,
): Promise<Election> {
  const identities = Array.from({ length: voters }, () => createIdentity());
  const entries = identities.map(({ commitment }) => ({ commitment, weight: 1n }));
  const census = new CensusSnapshot(writeSnapshot(new Census(7, entries)));
  const circuit = await developmentCircuit(CIRCUIT);
  const [prover, verifier] = [await createProver(circuit), await createVerifier(circuit.verificationKey)];
  const censusKey = keyId(CIRCUIT, verifier.keyHash);
  const entity = toHex(sha256(utf8ToBytes("psephos demonstration")).subarray(0, 20));
  const id = processId({ entity, index: 0n, namespace: genesis.votingChain, chainId: 0 });
  const contract = chainAddress(genesis);
  const declaration = {
    contract,
    entity,
    index: 0n,
    params: {
      mode: {
        autoStart: true,
        interruptible: true,
        dynamicCensus: false,
        encryptedMetadata: false,
        preRegister: false,
      },
      envelopeType: {
        serial: false,
        anonymous: true,
        encryptedVotes: false,
        uniqueValues: false,
        costFromWeight: false,
      },
      censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
      token: ZERO,
      startBlock: 1,
      blockCount: 0,
      questionCount: 1,
      maxVoteOverwrites: 0,
      maxTotalCost: 0,
      costExponent: 10_000,
      evmBlockHeight: 0n,
      balancePosition: 0n,
      tokenId: 0n,
      censusKey,
      settlement: ZERO,
      paramsSignature: NONE,
      metadata: `https://example.org/metadata.json!${contentHash(new Uint8Array())}`,
      censusRoot: scalarToHex(census.root),
      censusUri: "https://example.org/census",
      ...BALLOT,
    },
  };
  await attest(genesis, clients, oracles, {
    subject: id,
    sequence: 0,
    statement: { kind: "declared", declaration, snapshot: null },
  });
  const process = new VotingProcess({
    contract,
    processId: id,
    censusRoot: census.root,
    circuit: CIRCUIT,
    censusKey,
    ballot: BALLOT,
  });
  return { id, process, identities, census, prover, verifier };
}

/** The vote of a voter, proved. */
export async function voteOf(
  { process, identities, census, prover, verifier }: Election,
  voter: number,
  choice: number,
): Promise<{ readonly envelope: VoteEnvelope; readonly text: string }> {
  const vote = { process, identity: identities[voter]!, census, votes: [choice] };
  const { envelope } = await castVote(vote, { prover, verifier }, { insecure: true });
  return { envelope, text: encodeEnvelope(envelope) };
}
