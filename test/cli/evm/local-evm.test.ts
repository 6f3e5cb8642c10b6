import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, createTestClient, createWalletClient, http, parseEther } from "viem";
import { findAnvil, startLocalEvm } from "../../../src/cli/evm/index.js";
import { waitForReceipt } from "../../../src/evm/client.js";
import { coded } from "../../groth16/support/errors.js";

const answers = async (rpcUrl: string): Promise<boolean> => {
  try {
    await createPublicClient({ transport: http(rpcUrl, { retryCount: 0 }) }).getChainId();
    return true;
  } catch {
    return false;
  }
};

/** Runs start-and-wait.ts, with a temporary folder of its own, until it has printed the EVM's address. */
async function startElsewhere(temporary: string, ...args: string[]) {
  const script = join(import.meta.dirname, "start-and-wait.ts");
  const child = spawn(process.execPath, ["--import=tsx", script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: temporary },
  });
  const closed = once(child, "close");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, rpcUrl: `${line}`.trim(), closed };
}

/** How many files and folders of EVMs a temporary folder holds. */
const statesIn = async (temporary: string): Promise<number> =>
  (await readdir(temporary, { recursive: true })).filter((path) => path.startsWith("psephos-evm-")).length;

describe("cli: the local EVM", () => {
  it("runs on a free port with funded accounts, two at a time, and ends when closed", async () => {
    const [first, second] = await Promise.all([startLocalEvm(), startLocalEvm({ chainId: 4242 })]);
    try {
      assert.notEqual(first.rpcUrl, second.rpcUrl);
      const transport = http(second.rpcUrl);
      const client = createPublicClient({ transport, pollingInterval: 50 });
      assert.equal(await client.getChainId(), 4242);
      assert.equal(second.accounts.length, 10);
      const [payer, payee] = second.accounts;
      const wallet = createWalletClient({ account: payer!, transport });
      const hash = await wallet.sendTransaction({ chain: null, to: payee!.address, value: parseEther("1") });
      assert.equal((await waitForReceipt(client, hash)).status, "success");
      assert.equal(await client.getBalance({ address: payee!.address }), parseEther("10001"));
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
    assert.equal(await answers(first.rpcUrl), false);
    assert.equal(await answers(second.rpcUrl), false);
    await first.close();
  });

  it("leaves no listeners behind", async () => {
    const count = () => ["exit", "SIGINT", "SIGTERM", "SIGHUP"].map((name) => process.listenerCount(name));
    const before = count();
    await (await startLocalEvm()).close();
    assert.deepEqual(count(), before);
  });

  it("does not outlive the process that started it, and leaves none of its states", async () => {
    const ends = [
      { args: [], signal: "SIGINT", expected: [null, "SIGINT"] },
      { args: ["listen"], signal: "SIGINT", expected: [7, null] },
      { args: ["exit"], signal: undefined, expected: [0, null] },
    ] as const;
    await Promise.all(
      ends.map(async ({ args, signal, expected }) => {
        // A folder for each: another one's, which ends meanwhile, could not be read.
        const temporary = await mkdtemp(join(tmpdir(), "psephos-test-"));
        const { child, rpcUrl, closed } = await startElsewhere(temporary, ...args);
        if (signal) {
          // More blocks than it keeps in memory.
          await createTestClient({ mode: "anvil", transport: http(rpcUrl) }).mine({ blocks: 600 });
          assert.ok((await statesIn(temporary)) > 100);
          child.kill(signal);
        }
        assert.deepEqual(await closed, expected);
        assert.equal(await answers(rpcUrl), false);
        assert.equal(await statesIn(temporary), 0);
        await rm(temporary, { recursive: true });
      }),
    );
  });

  it("says when the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    await assert.rejects(startLocalEvm({ port }), coded("cli/evm-failed", /in use/i));
    server.close();
  });

  it("tells to install the release that the clone installs", () => {
    const manifest = new URL("../../../tools/evm/package.json", import.meta.url);
    const { optionalDependencies } = JSON.parse(readFileSync(manifest, "utf8"));
    const version = optionalDependencies["@foundry-rs/anvil-linux-amd64"];
    assert.throws(
      () => findAnvil({ platform: "linux", arch: "arm64", path: "" }),
      (error: Error & { hint?: string }) => error.hint!.includes(`anvil-linux-arm64@${version}\``),
    );
  });

  it("says what to install where there is no anvil", async () => {
    assert.throws(
      () => findAnvil({ platform: "darwin", arch: "arm64", path: "/nowhere" }),
      (error: Error & { code?: string; hint?: string }) =>
        error.code === "cli/evm-not-found" &&
        /npm install @foundry-rs\/anvil-darwin-arm64@[0-9.]+.*PATH/.test(error.hint ?? ""),
    );
    await assert.rejects(startLocalEvm({ binary: "/nowhere/anvil" }), coded("cli/evm-failed"));
  });
});
