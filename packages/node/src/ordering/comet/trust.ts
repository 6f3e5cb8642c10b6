/** Which of the engine's blocks can be trusted, found from the genesis document alone. */
import { Failure, PsephosError, Refusal } from "psephos";
import { checkTrust, isTrusted, type LightBlock, neededSteps } from "psephos/api";
import type { CheckedGenesis } from "psephos/ledger";
import type { SnapshotSource } from "./engine-home.js";
import { lightBlockAt } from "./light-blocks.js";
import { EngineRpc } from "./rpc.js";

/**
 * The blocks that lead from the genesis document's validators to those of a block: those that are known, if they lead there; some of those that are kept; or as few as bisection finds.
 * @throws PsephosError `api/trust`, `api/commit`: none lead there; those of `blockAt`
 */
export async function findSteps(
  genesis: CheckedGenesis,
  blockAt: (height: number) => Promise<LightBlock>,
  height: number,
  known: readonly LightBlock[] = [],
  kept: readonly LightBlock[] = [],
): Promise<readonly LightBlock[]> {
  const block = await blockAt(height);
  const earlier = ({ header }: LightBlock) => header.height < height;
  const before = known.filter(earlier);
  if (isTrusted(genesis, before, block)) return before;
  const steps = kept.some(earlier) ? kept.filter(earlier) : [...before];
  let [low, target] = [steps.at(-1)?.header.height ?? 0, height];
  for (;;) {
    const next = await blockAt(target);
    if (isTrusted(genesis, steps, next)) {
      if (target === height) break;
      steps.push(next);
      [low, target] = [target, height];
    } else {
      if (target <= low + 1) checkTrust(genesis, steps, next); // throws why
      target = low + Math.ceil((target - low) / 2);
    }
  }
  // Bisection also stops at blocks that nothing depends on.
  return neededSteps(genesis, steps, block);
}

/** The engine's light client needs as many, to compare what they say. */
export const LEAST_SERVERS = 2;

/**
 * A late block, with which the engine's light client can begin: it follows from the genesis document's validators, by the steps, and all servers say the same of it.
 * @param servers as http://one.example:26657
 * @throws PsephosError `comet/snapshot-servers`; `api/trust`, `api/commit`; `comet/rpc`
 */
export async function findSnapshotSource(
  genesis: CheckedGenesis,
  servers: readonly string[],
): Promise<SnapshotSource & { readonly steps: readonly LightBlock[] }> {
  if (new Set(servers).size < LEAST_SERVERS)
    throw new Refusal("comet/snapshot-servers", `a snapshot needs at least ${LEAST_SERVERS} servers`, {
      hint: "Name engines of different operators: what they say is compared.",
    });
  const asked = servers.map((url) => new EngineRpc(url));
  try {
    const heights = await Promise.all(asked.map(async (rpc) => (await rpc.status()).height));
    const height = Math.min(...heights);
    if (!(height > 0)) throw new Failure("comet/rpc", "the servers have no blocks yet");
    const [block, ...others] = await Promise.all(asked.map((rpc) => lightBlockAt(rpc, height)));
    const steps = await findSteps(genesis, (at) => lightBlockAt(asked[0]!, at), height);
    const { hash } = block!.commit.block;
    const other = others.findIndex((one) => one.commit.block.hash !== hash);
    if (other >= 0)
      throw new Refusal(
        "comet/snapshot-servers",
        `${servers[0]} and ${servers[other + 1]} have different blocks of height ${height}`,
        { hint: "One of them lies, or is of another chain. Ask other operators." },
      );
    return { servers, trustHeight: height, trustHash: hash, steps };
  } catch (cause) {
    if (cause instanceof PsephosError) throw cause;
    throw new Refusal("comet/snapshot-servers", "a server's answer is malformed", { cause });
  }
}
