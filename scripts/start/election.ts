/** The demonstration election of `npm start`: anonymous, with sealed ballots, for voters whose identities are files. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zeroAddress, zeroHash } from "viem";
import { type Hex, scalarToHex } from "../../src/bytes/index.js";
import { Census, createIdentity, identityToJson, writeSnapshot } from "../../src/census/index.js";
import type { ChainWriter } from "../../src/evm/index.js";
import { createProcess } from "../../src/evm/index.js";
import {
  CensusOrigin,
  contentHash,
  decodeEnvelopeType,
  decodeMode,
  encodeMetadata,
  METADATA_VERSION,
  type ProcessMetadata,
} from "../../src/process/index.js";

/** Enough that a vote hides its voter, by the rule of the command that warns of small sets. */
const VOTERS = 24;
const CENSUS_DEPTH = 7;

const METADATA: ProcessMetadata = {
  version: METADATA_VERSION,
  title: {
    default: "The new library",
    ar: "المكتبة الجديدة",
    ca: "La nova biblioteca",
    es: "La nueva biblioteca",
  },
  layout: "single-choice",
  questions: [
    {
      title: {
        default: "Where should the new library stand?",
        ar: "أين ينبغي أن تكون المكتبة الجديدة؟",
        ca: "On ha d’anar la nova biblioteca?",
        es: "¿Dónde debe estar la nueva biblioteca?",
      },
      choices: [
        { title: { default: "Harbour", ar: "الميناء", ca: "Port", es: "Puerto" }, value: 0 },
        {
          title: { default: "Old mill", ar: "الطاحونة القديمة", ca: "Molí vell", es: "Molino viejo" },
          value: 1,
        },
        { title: { default: "Market", ar: "السوق", ca: "Mercat", es: "Mercado" }, value: 2 },
      ],
    },
  ],
};

export interface DemoElection {
  readonly processId: Hex;
  /** The voters' identity files. */
  readonly identities: readonly string[];
  /** What the node is given to serve. */
  readonly files: readonly Uint8Array[];
}

/** Where the election is declared, and for how long. */
interface Place {
  readonly processes: Hex;
  readonly censusKey: Hex;
  /** Of the node that will serve its files. */
  readonly url: string;
  /** The folder of the voters' identities. */
  readonly home: string;
  /** How many blocks take votes. */
  readonly blockCount: number;
  /** The content URI of the manifest of the voters' pages. */
  readonly pages: string;
}

/** Makes the voters and declares the election on the EVM. */
export async function declareElection(
  client: ChainWriter,
  { processes, censusKey, url, home, blockCount, pages }: Place,
): Promise<DemoElection> {
  const folder = join(home, "voters");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const identities: string[] = [];
  const entries = Array.from({ length: VOTERS }, (_, i) => {
    const identity = createIdentity();
    const file = join(folder, `voter-${`${i + 1}`.padStart(2, "0")}.json`);
    writeFileSync(file, identityToJson(identity), { mode: 0o600, flag: "wx" });
    identities.push(file);
    return { commitment: identity.commitment, weight: 1n };
  });
  const census = new Census(CENSUS_DEPTH, entries);
  const [snapshot, metadata] = [writeSnapshot(census), encodeMetadata({ ...METADATA, pages })];
  const uriOf = (file: Uint8Array) => `${url}/v1/content/${contentHash(file)}!${contentHash(file)}`;
  const { processId } = await createProcess(client, processes, {
    mode: decodeMode(1 + 2), // autoStart, interruptible
    envelopeType: decodeEnvelopeType(2 + 4), // anonymous, encryptedVotes
    censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
    token: zeroAddress,
    startBlock: 1,
    blockCount,
    questionCount: 1,
    maxCount: 1,
    maxValue: 2,
    maxVoteOverwrites: 1,
    maxTotalCost: 0,
    costExponent: 10_000,
    evmBlockHeight: 0n,
    balancePosition: 0n,
    tokenId: 0n,
    censusKey,
    settlement: zeroAddress,
    paramsSignature: zeroHash,
    metadata: uriOf(metadata),
    censusRoot: scalarToHex(census.root),
    censusUri: uriOf(snapshot),
  });
  return { processId, identities, files: [snapshot, metadata] };
}
