/** `psephos chain dev`: a local EVM with everything deployed, until Ctrl-C. */
import { once } from "node:events";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { createTestClient, createWalletClient, http, publicActions, toHex } from "viem";
import { foundry } from "viem/chains";
import { deployAll, deployRollup } from "../../evm/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { startLocalEvm } from "../evm/index.js";
import { type Replacing, writeWhole } from "../files.js";
import { FORCE, positive } from "../options.js";
import { rollupInstances } from "../rollup-instances.js";

interface DevOptions extends Replacing {
  readonly port: number;
  /** Seconds from block to block; without it, a block is made for each transaction. */
  readonly blockTime?: number;
  readonly keys: string;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError("It takes a port.");
  return value;
}

async function runLocalChain({ output, signal }: Context, options: DevOptions): Promise<void> {
  const evm = await output.step("Starting a local EVM", () => startLocalEvm({ port: options.port }));
  try {
    const [owner, ...oracles] = evm.accounts;
    const client = createWalletClient({
      account: owner!,
      chain: foundry,
      transport: http(evm.rpcUrl),
    }).extend(publicActions);
    const named = oracles.slice(0, 3);
    const deployed = await output.step("Deploying the contracts", () =>
      deployAll(client, {
        genesis: "ipfs://development",
        validators: [],
        oracles: named.map(({ address }) => address),
        quorum: 2,
      }),
    );
    const rollup = await output.step("Deploying the rollup", () =>
      deployRollup(client, deployed, rollupInstances()),
    );
    // Only now: deploying sends many transactions, and each gets a block of its own.
    if (options.blockTime !== undefined)
      await createTestClient({ mode: "anvil", transport: http(evm.rpcUrl) }).setIntervalMining({
        interval: options.blockTime,
      });
    const keys: Record<string, string> = {};
    for (const [i, account] of [owner!, ...named].entries()) {
      const name = i === 0 ? "organiser" : `oracle-${i}`;
      keys[name] = join(options.keys, `${name}.key`);
      await writeWhole(keys[name], `${toHex(account.getHdKey().privateKey!)}\n`, {
        secret: true,
        force: options.force,
      });
    }
    output.field("rpc", evm.rpcUrl);
    for (const name of ["processes", "results", "genesis", "namespaces", "tokens", "verifiers"] as const) {
      output.field(name, deployed[name]);
    }
    output.field("rollup", rollup.rollup);
    for (const [name, file] of Object.entries(keys)) output.field(`key: ${name}`, file);
    output.line("These keys are public: use them for tests only. Ctrl-C ends the chain.");
    output.result({ rpc: evm.rpcUrl, chainId: evm.chainId, ...deployed, ...rollup, keys });
    if (!signal.aborted) await once(signal, "abort");
  } finally {
    await evm.close();
  }
}

export const dev: Leaf = {
  name: "dev",
  description: "start a local EVM with everything deployed, until Ctrl-C",
  options: [
    option("--port <number>", "the port to listen on; 0 for any free port", { unless: 8545, parse: port }),
    option("--block-time <seconds>", "make a block at this interval, instead of one for each transaction", {
      parse: positive,
    }),
    option("--keys <folder>", "where the test accounts' keys are written", { unless: "dev-keys" }),
    FORCE,
  ],
  examples: ["psephos chain dev", "psephos chain dev --port 0 --keys keys --json"],
  handler: runLocalChain,
};
