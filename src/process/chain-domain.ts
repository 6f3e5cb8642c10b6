/** The EIP-712 domain of everything that is signed for a voting chain: attestations, registrations, deals, confirmations, layer keys. */
import { toHex } from "../bytes/index.js";

/** @param genesisHash SHA-256 of the chain's genesis document, 32 bytes */
export const votingChainDomain = (genesisHash: Uint8Array) =>
  ({ name: "Psephos voting chain", version: "1", salt: toHex(genesisHash) }) as const;
