/** What oracles, voters who register and keykeepers sign (EIP-712): domain "Psephos voting chain", version 1, salt the genesis hash. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { hashTypedData } from "viem/utils";
import { toHex } from "../bytes/index.js";
import { votingChainDomain } from "../process/index.js";
import { attestedHash } from "./tx/attested.js";
import type { Attestation, DealTransaction } from "./tx/types.js";

/** What an oracle signs. */
export const attestationTypedData = (
  genesisHash: Uint8Array,
  {
    subject,
    sequence,
    revision,
    evmBlock,
    statement,
  }: Pick<Attestation, "subject" | "sequence" | "revision" | "evmBlock" | "statement">,
) =>
  ({
    domain: votingChainDomain(genesisHash),
    types: {
      Attestation: [
        { name: "subject", type: "bytes32" },
        { name: "sequence", type: "uint64" },
        { name: "revision", type: "uint8" },
        { name: "evmBlock", type: "bytes32" },
        { name: "statement", type: "bytes32" },
      ],
    },
    primaryType: "Attestation",
    message: { subject, sequence: BigInt(sequence), revision, evmBlock, statement: attestedHash(statement) },
  }) as const;

/** What the keykeeper of a layer signs: a fresh key for one process. */
export const layerTypedData = (
  genesisHash: Uint8Array,
  { processId, round, deal }: Pick<DealTransaction, "processId" | "round" | "deal">,
) =>
  ({
    domain: votingChainDomain(genesisHash),
    types: {
      LayerKey: [
        { name: "processId", type: "bytes32" },
        { name: "round", type: "uint8" },
        { name: "key", type: "bytes32" },
      ],
    },
    primaryType: "LayerKey",
    message: { processId, round, key: toHex(deal) },
  }) as const;

/** The digest of typed data, 32 bytes. */
export const digestOf = (data: Parameters<typeof hashTypedData>[0]): Uint8Array =>
  hexToBytes(hashTypedData(data).slice(2));
