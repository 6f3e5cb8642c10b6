/** The engine's headers, commits and validators, as proofs have them. */
import { Failure } from "psephos";
import type { BlockHeader, Commit, LightBlock, Validator } from "psephos/api";
import type { Hex } from "viem";
import type { EngineRpc } from "./rpc.js";

interface RpcBlockId {
  readonly hash: string;
  readonly parts: { readonly total: number; readonly hash: string };
}
interface RpcHeader {
  readonly version: { readonly block: string; readonly app?: string };
  readonly chain_id: string;
  readonly height: string;
  readonly time: string;
  readonly last_block_id: RpcBlockId;
  readonly last_commit_hash: string;
  readonly data_hash: string;
  readonly validators_hash: string;
  readonly next_validators_hash: string;
  readonly consensus_hash: string;
  readonly app_hash: string;
  readonly last_results_hash: string;
  readonly evidence_hash: string;
  readonly proposer_address: string;
}
interface RpcCommit {
  readonly height: string;
  readonly round: number;
  readonly block_id: RpcBlockId;
  readonly signatures: readonly {
    readonly block_id_flag: number;
    readonly validator_address: string;
    readonly timestamp: string;
    readonly signature: string | null;
  }[];
}
interface RpcValidators {
  readonly validators: readonly {
    readonly pub_key: { readonly value: string };
    readonly voting_power: string;
  }[];
  readonly total: string;
}

/** The most validators of one answer. */
const PAGE = 100;

const malformed = (what: string): Failure =>
  new Failure("comet/rpc", `the engine's answer has a malformed ${what}`);

function hex(upper: string): Hex {
  if (!/^([0-9A-F]{2})*$/.test(upper)) throw malformed("hash");
  return `0x${upper.toLowerCase()}`;
}

function whole(text: string | number): number {
  const value = Number(text);
  if (String(text) !== String(value) || !Number.isSafeInteger(value)) throw malformed("number");
  return value;
}

const fromBase64 = (text: string): Hex => `0x${Buffer.from(text, "base64").toString("hex")}`;
const blockId = ({ hash, parts }: RpcBlockId): BlockHeader["lastBlock"] => ({
  hash: hex(hash),
  parts: { hash: hex(parts.hash), total: parts.total },
});

export const headerOf = (it: RpcHeader): BlockHeader => ({
  appHash: hex(it.app_hash),
  chainId: it.chain_id,
  consensusHash: hex(it.consensus_hash),
  dataHash: hex(it.data_hash),
  evidenceHash: hex(it.evidence_hash),
  height: whole(it.height),
  lastBlock: blockId(it.last_block_id),
  lastCommitHash: hex(it.last_commit_hash),
  lastResultsHash: hex(it.last_results_hash),
  nextValidatorsHash: hex(it.next_validators_hash),
  proposer: hex(it.proposer_address),
  time: it.time,
  validatorsHash: hex(it.validators_hash),
  version: { app: whole(it.version.app ?? 0), block: whole(it.version.block) },
});

const commitOf = (it: RpcCommit): Commit => ({
  block: blockId(it.block_id),
  height: whole(it.height),
  round: it.round,
  signatures: it.signatures.map((one) => ({
    signature: fromBase64(one.signature ?? ""),
    time: one.timestamp,
    validator: hex(one.validator_address),
    vote: one.block_id_flag,
  })),
});

async function validatorsAt(rpc: EngineRpc, height: number): Promise<Validator[]> {
  const validators: Validator[] = [];
  for (let page = 1; ; page++) {
    const answer = await rpc.call<RpcValidators>("validators", {
      height: String(height),
      page: String(page),
      per_page: String(PAGE),
    });
    for (const { pub_key, voting_power } of answer.validators)
      validators.push({ key: fromBase64(pub_key.value), power: whole(voting_power) });
    if (validators.length >= whole(answer.total) || answer.validators.length === 0) return validators;
  }
}

/** A block's header with its commit and validators. @throws PsephosError `comet/rpc`: the engine does not have it, or no more */
export async function lightBlockAt(rpc: EngineRpc, height: number): Promise<LightBlock> {
  const [{ signed_header }, validators] = await Promise.all([
    rpc.call<{ readonly signed_header: { readonly header: RpcHeader; readonly commit: RpcCommit } }>(
      "commit",
      {
        height: String(height),
      },
    ),
    validatorsAt(rpc, height),
  ]);
  return { commit: commitOf(signed_header.commit), header: headerOf(signed_header.header), validators };
}

/** A block's batches, and the result of each. */
export async function batchesAt(
  rpc: EngineRpc,
  height: number,
): Promise<{
  readonly header: BlockHeader;
  readonly batches: readonly Uint8Array[];
  readonly results: readonly { readonly code: number; readonly data: Uint8Array }[];
}> {
  const [{ block }, { txs_results }] = await Promise.all([
    rpc.call<{
      readonly block: { readonly header: RpcHeader; readonly data: { readonly txs: readonly string[] } };
    }>("block", { height: String(height) }),
    rpc.call<{
      readonly txs_results: readonly { readonly code: number; readonly data: string | null }[] | null;
    }>("block_results", { height: String(height) }),
  ]);
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
  return {
    header: headerOf(block.header),
    batches: block.data.txs.map(bytes),
    results: (txs_results ?? []).map(({ code, data }) => ({ code, data: bytes(data ?? "") })),
  };
}
