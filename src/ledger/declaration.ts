/** A declared process, in the chain's binary form. It never changes. */
import { addressBytes, fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import {
  type ContractParams,
  checkParams,
  decodeParams,
  encodeParams,
  isEvmOrigin,
  type ProcessParams,
  processId,
} from "../process/index.js";
import type { Cbor } from "./cbor.js";
import { type Fields, integerBytes } from "./fields.js";
import { type CheckedGenesis, chainAddress } from "./genesis.js";

export interface Declaration {
  /** The process contract instance that created the process, or its replacement on a chain without an EVM. */
  readonly contract: Hex;
  /** Who created the process, or the token whose holders vote. */
  readonly entity: Hex;
  /** How many processes the entity had before this one. */
  readonly index: bigint;
  readonly params: ProcessParams;
}

const MAX_TEXT = 4096;

export function declarationFields({ contract, entity, index, params }: Declaration): Cbor {
  const it = encodeParams(params);
  return [
    addressBytes(contract, "contract"),
    addressBytes(entity, "entity"),
    integerBytes(index),
    it.mode,
    it.envelopeType,
    it.censusOrigin,
    addressBytes(it.token, "token"),
    it.startBlock,
    it.blockCount,
    it.questionCount,
    it.maxCount,
    it.maxValue,
    it.maxVoteOverwrites,
    it.maxTotalCost,
    it.costExponent,
    integerBytes(it.evmBlockHeight),
    integerBytes(it.balancePosition),
    integerBytes(it.tokenId),
    fixedHex(it.censusKey, 32, "censusKey"),
    addressBytes(it.settlement, "settlement"),
    fixedHex(it.paramsSignature, 32, "paramsSignature"),
    it.metadata,
    it.censusRoot,
    it.censusUri,
  ];
}

/** @throws PsephosError `ledger/form`, and those of `decodeParams` and `checkParams` */
export function readDeclaration(fields: Fields): Declaration {
  const contract = toHex(fields.bytes("contract", 20));
  const entity = toHex(fields.bytes("entity", 20));
  const index = fields.word("index");
  const params: ContractParams = {
    mode: fields.integer("mode", 255),
    envelopeType: fields.integer("envelope type", 255),
    censusOrigin: fields.integer("census origin", 255),
    token: toHex(fields.bytes("token", 20)),
    startBlock: fields.integer("start block"),
    blockCount: fields.integer("block count"),
    questionCount: fields.integer("question count"),
    maxCount: fields.integer("maxCount"),
    maxValue: fields.integer("maxValue"),
    maxVoteOverwrites: fields.integer("maxVoteOverwrites"),
    maxTotalCost: fields.integer("maxTotalCost"),
    costExponent: fields.integer("costExponent"),
    evmBlockHeight: fields.word("EVM block"),
    balancePosition: fields.word("balance position"),
    tokenId: fields.word("token id"),
    censusKey: toHex(fields.bytes("census key", 32)),
    settlement: toHex(fields.bytes("settlement", 20)),
    paramsSignature: toHex(fields.bytes("params signature", 32)),
    metadata: fields.text("metadata", MAX_TEXT),
    censusRoot: fields.text("census root", MAX_TEXT),
    censusUri: fields.text("census URI", MAX_TEXT),
  };
  fields.end();
  checkParams(params);
  return { contract, entity, index, params: decodeParams(params) };
}

/**
 * The id of a declared process. @throws PsephosError `ledger/contract`: no contract of this chain created the process; `ledger/entity`: a process of
 * token holders belongs to its token
 */
export function declaredId(genesis: CheckedGenesis, { contract, entity, index, params }: Declaration): Hex {
  const known = genesis.evm ? genesis.evm.contracts : [chainAddress(genesis)];
  ensure(
    known.includes(contract),
    "ledger/contract",
    "the process was created by a contract that the genesis document does not name",
  );
  ensure(
    !isEvmOrigin(params.censusOrigin) || entity === params.token,
    "ledger/entity",
    "a process of token holders belongs to its token",
  );
  return processId({
    entity,
    index,
    namespace: genesis.votingChain,
    chainId: genesis.evm?.chainId ?? 0,
  });
}
