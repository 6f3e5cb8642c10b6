/**
 * Signed transactions of the EVM, byte for byte as they were sent: who sent which call to whom follows from the bytes alone. Types 0 (with a chain id, EIP-155), 1
 * (EIP-2930) and 2 (EIP-1559), each in its only form.
 */
import {
  type Hex,
  hexToBytes,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  type Transaction,
  type TransactionSerializable,
  type TransactionSerialized,
} from "viem";
import { getTransaction } from "viem/actions";
import { toHex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import type { ChainReader } from "./client.js";

/** A call of an account. Addresses in lower case. */
export interface SignedCall {
  readonly from: Hex;
  readonly to: Hex;
  readonly chainId: number;
  readonly data: Hex;
}

const TYPES: readonly (string | undefined)[] = ["legacy", "eip2930", "eip1559"];

/** Half of secp256k1's order: a higher s is the other form of a signature, which no block takes (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

const lower = (address: Hex) => address.toLowerCase() as Hex;

/** @throws PsephosError `evm/transaction`: it is malformed, of another type, not in its only form, or creates a contract */
export async function decodeSignedCall(bytes: Uint8Array): Promise<SignedCall> {
  const serialized = toHex(bytes) as TransactionSerialized;
  try {
    const { type, to, chainId, data = "0x", r, s, v, yParity, ...rest } = parseTransaction(serialized);
    const signed = { type, to, chainId, data, ...rest } as TransactionSerializable;
    const signature = { r: r!, s: s!, v: v!, yParity: yParity! };
    const plain = TYPES.includes(type) && chainId !== undefined && to && r && s && BigInt(s) <= HALF_ORDER;
    if (plain && serializeTransaction(signed, signature) === serialized) {
      const from = await recoverTransactionAddress({ serializedTransaction: serialized });
      return { from: lower(from), to: lower(to), chainId, data };
    }
  } catch (cause) {
    throw new Refusal("evm/transaction", "a signed transaction is malformed", { cause });
  }
  throw new Refusal(
    "evm/transaction",
    "a signed transaction is not in its only form, of another type than 0, 1 or 2, or creates a contract",
  );
}

/** A transaction as its sender signed it, of one that a node describes. */
function serialize({ r, s, v, yParity, input, gas, ...told }: Transaction): Hex {
  const { type, chainId, nonce, to, value, gasPrice, maxFeePerGas, maxPriorityFeePerGas, accessList } = told;
  const fees = type === "eip1559" ? { maxFeePerGas, maxPriorityFeePerGas } : { gasPrice };
  const list = type === "legacy" ? {} : { accessList: accessList ?? [] };
  const plain = { type, chainId, nonce, to, value, gas, data: input, ...fees, ...list };
  return serializeTransaction(plain as TransactionSerializable, {
    ...{ r, s, v },
    yParity: yParity ?? Number(v % 2n === 0n),
  });
}

/**
 * The bytes of a transaction on chain: its fields, as a node gives them, written again. Their hash is the one that was asked for.
 * @throws PsephosError `evm/other-transaction`: the node gives others; `evm/transaction`: it is of another type than 0, 1 or 2
 */
export async function readSignedTransaction(client: ChainReader, hash: Hex): Promise<Uint8Array> {
  const told = await getTransaction(client, { hash });
  ensure(
    TYPES.includes(told.type),
    "evm/transaction",
    `the transaction ${hash} is of another type than 0, 1 or 2`,
  );
  const serialized = serialize(told);
  ensure(
    keccak256(serialized) === hash,
    "evm/other-transaction",
    `the node describes another transaction than ${hash}`,
    "Ask another Ethereum node, with --rpc.",
  );
  return hexToBytes(serialized);
}
