/** Checks the seal that oracles sign against the votes that were put on chain. */
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from "viem";
import { getContractEvents } from "viem/actions";
import { ensure } from "../errors/index.js";
import { voteInboxAbi } from "./abi/VoteInbox.generated.js";
import type { ChainReader } from "./client.js";
import type { RollupContracts } from "./rollup-deploy.js";

/** processId, digest of what was included, number of the sealing block, hash of the block before. */
const PARTS = parseAbiParameters("bytes32, bytes32, uint256, bytes32");

/**
 * Throws unless a seal is over these inclusions. Its other parts come from the node as well. But nobody can find other parts
 * that give the same seal with another digest, and a signature under another seal is useless on chain.
 * @param sealed the seal, and the digest over all included leaves
 * @throws PsephosError `evm/seal`
 */
export async function ensureSealed(
  client: ChainReader,
  { inbox }: RollupContracts,
  { processId, fromBlock = 0n }: { readonly processId: Hex; readonly fromBlock?: bigint },
  sealed: { readonly seal: Hex; readonly digest: Hex },
): Promise<void> {
  const filter = { address: inbox, abi: voteInboxAbi, args: { processId }, fromBlock } as const;
  const [event] = await getContractEvents(client, { ...filter, eventName: "InclusionSealed", strict: true });
  const { number, previous } = event?.args ?? {};
  ensure(
    number !== undefined &&
      previous !== undefined &&
      keccak256(encodeAbiParameters(PARTS, [processId, sealed.digest, number, previous])) === sealed.seal,
    "evm/seal",
    "the seal does not cover the votes that the node reports as put on chain",
    "Ask another Ethereum node, with --rpc.",
  );
}
