// The table of storage proofs, which the library and the contract answer alike.
import { hexToBytes } from "viem";
import type { Hex } from "../../src/bytes/index.js";
import type { BalanceStatement } from "../../src/ledger/index.js";
import type { CensusOrigin } from "../../src/process/index.js";
import { vectors } from "./vectors.js";

interface SlotCase {
  readonly kind: "slot";
  readonly name: string;
  readonly root: Hex;
  readonly slot: Hex;
  readonly proof: readonly Hex[];
  /** Decimal; nothing where the proof does not show one. */
  readonly value: string | null;
}

interface AccountCase {
  readonly kind: "account";
  readonly name: string;
  readonly root: Hex;
  readonly account: Hex;
  readonly proof: readonly Hex[];
  readonly storageRoot: Hex | null;
}

export interface BalanceCase {
  readonly kind: "balance";
  readonly name: string;
  readonly storageRoot: Hex;
  readonly proofs: readonly (readonly Hex[])[];
  readonly claim: {
    readonly origin: CensusOrigin;
    readonly position: string;
    readonly tokenId: string;
    readonly address: Hex;
    readonly weight: string;
  };
  readonly answer: boolean;
}

export const STORAGE_PROOFS = vectors<(SlotCase | AccountCase | BalanceCase)[]>("storage-proofs");

export const nodesOf = (proof: readonly Hex[]): Uint8Array[] => proof.map((node) => hexToBytes(node));

export const balanceStatement = ({ storageRoot, proofs, claim }: BalanceCase): BalanceStatement => ({
  kind: "balance",
  storageRoot,
  proofs: proofs.map(nodesOf),
  ...claim,
  position: BigInt(claim.position),
  tokenId: BigInt(claim.tokenId),
  weight: BigInt(claim.weight),
});
