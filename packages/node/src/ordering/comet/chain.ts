/** The engine's genesis document: it follows from the voting chain's alone, so whoever has that has a trusted beginning for the engine's blocks too. */
import { batchOverhead, consensusChainId, validatorAddress } from "psephos/api";
import { type CheckedGenesis, Ledger, MemoryStore } from "psephos/ledger";
import { bytesToHex } from "viem";

/** The time of the first block; the following ones have the validators' time. It must be the same for all, and says nothing. */
const GENESIS_TIME = "2020-01-01T00:00:00Z";
const MEBIBYTE = 2 ** 20;
/** The least size of a block, in bytes. It must be above that of the evidence that a block can have. */
const LEAST_BLOCK = 4 * MEBIBYTE;

/** The most bytes of a batch: any one transaction has to fit. */
export const mostBatchBytes = ({ parameters }: CheckedGenesis): number =>
  Math.max(parameters.maxTransactionBytes + batchOverhead(1), MEBIBYTE / 2);

/** The most bytes of a block. */
export const mostBlockBytes = (genesis: CheckedGenesis): number =>
  Math.max(LEAST_BLOCK, 2 * mostBatchBytes(genesis));

/** The state root before the first block. */
const firstRoot = (genesis: CheckedGenesis): Uint8Array => new Ledger(genesis, new MemoryStore()).stateRoot;

/** The engine's genesis document, as text. */
export function engineGenesis(genesis: CheckedGenesis): string {
  const document = {
    genesis_time: GENESIS_TIME,
    chain_id: consensusChainId(genesis),
    initial_height: "1",
    consensus_params: {
      block: { max_bytes: String(mostBlockBytes(genesis)), max_gas: "-1" },
      evidence: { max_age_num_blocks: "100000", max_age_duration: "172800000000000", max_bytes: "1048576" },
      validator: { pub_key_types: ["ed25519"] },
      version: { app: "1" },
      abci: { vote_extensions_enable_height: "0" },
    },
    validators: genesis.lists.validators.map((key) => {
      const publicKey = Buffer.from(key.slice(2), "hex");
      return {
        address: addressOf(publicKey),
        pub_key: { type: "tendermint/PubKeyEd25519", value: publicKey.toString("base64") },
        power: "1",
        name: "",
      };
    }),
    app_hash: Buffer.from(firstRoot(genesis)).toString("hex").toUpperCase(),
    app_state: { psephos: Buffer.from(genesis.hash).toString("hex") },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A validator's address, or a node's id in upper case. */
export const addressOf = (publicKey: Uint8Array): string =>
  validatorAddress(bytesToHex(publicKey)).slice(2).toUpperCase();
