/** The declaration of a case's process. */
import { type Attested, chainAddress, type Declaration } from "../../../../src/ledger/index.js";
import { CensusOrigin, isEvmOrigin, keyId, type ProcessParams } from "../../../../src/process/index.js";
import { bytesOf, CENSUS_KEY, type ParamsChange, testParams, type World } from "../world.js";
import { type CaseProcess, type SnapshotFault, TABLE } from "./data.js";
import { rootOf } from "./voters.js";

type Declared = Extract<Attested, { kind: "declared" }>;

const OTHER_WORD = `0x${"77".repeat(32)}` as const;

function tokenPart({ origin = CensusOrigin.OFF_CHAIN_TREE, snapshot }: CaseProcess): ParamsChange {
  const token = TABLE.tokens[origin];
  if (!token) return {};
  return {
    token: token.address,
    balancePosition: BigInt(token.position),
    tokenId: BigInt(token.tokenId),
    evmBlockHeight: BigInt(TABLE.block.number) + (snapshot === "another number" ? 1n : 0n),
    censusUri: "",
    ...(snapshot === "another root" ? { censusRoot: OTHER_WORD } : {}),
  };
}

function paramsOf(process: CaseProcess): ProcessParams {
  const { anonymous, flags, startBlock, blockCount, overwrites, questions = 1, maxCount = 1 } = process;
  const has = (flag: string) => flags.includes(flag);
  return testParams({
    mode: {
      autoStart: !process.byHand,
      interruptible: process.interruptible ?? true,
      dynamicCensus: has("dynamicCensus"),
      preRegister: has("preRegister"),
      encryptedMetadata: has("encryptedMetadata"),
    },
    envelopeType: {
      anonymous,
      serial: has("serial"),
      encryptedVotes: has("encryptedVotes"),
      uniqueValues: has("uniqueValues"),
      costFromWeight: has("costFromWeight"),
    },
    censusOrigin: process.origin ?? CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
    censusRoot: rootOf(process),
    censusKey: anonymous ? keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash) : `0x${"00".repeat(32)}`,
    startBlock,
    blockCount,
    maxVoteOverwrites: overwrites,
    questionCount: questions,
    maxCount,
    ...(process.authority ? { censusUri: "" } : {}),
    ...tokenPart(process),
  });
}

function snapshotOf(origin: CensusOrigin, fault: SnapshotFault | undefined): Declared["snapshot"] {
  if (fault === "none" || (!isEvmOrigin(origin) && fault === undefined)) return null;
  const of = (fault === "another token" ? [11, 12].find((other) => other !== origin)! : origin) as number;
  const { accountProof } = TABLE.tokens[of] ?? TABLE.tokens[CensusOrigin.ERC20]!;
  return {
    blockHash: fault === "another hash" ? OTHER_WORD : TABLE.block.hash,
    header: bytesOf(TABLE.block.header),
    accountProof: fault === "no account proof" ? [] : accountProof.map(bytesOf),
  };
}

/** @returns the process's id, and what the oracles say of it */
export function declarationOf(world: World, process: CaseProcess) {
  const { origin = CensusOrigin.OFF_CHAIN_TREE_WEIGHTED, snapshot, entity } = process;
  const token = TABLE.tokens[origin]?.address;
  const owner = entity === undefined && token !== undefined ? token : undefined;
  const { id, declaration } = world.declaration(paramsOf(process), owner);
  const statement: Declared = { kind: "declared", declaration, snapshot: snapshotOf(origin, snapshot) };
  return { id, statement };
}

/** A chain as a voter sees it who does not know that it refused the process. */
export function asDeclared(world: World, declaration: Declaration): World {
  const view = Object.create(world) as World;
  const record = { question: 0, registry: { censusRoot: OTHER_WORD } };
  view.process = () =>
    ({ declaration: { ...declaration, contract: chainAddress(world.genesis) }, record }) as never;
  return view;
}
