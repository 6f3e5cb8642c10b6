/** A real Kubo on this machine, alone: no peers, no DNS, no telemetry. `npm run build:kubo` builds it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {} from "../../scripts/codes.js";
import { KUBO } from "../../scripts/go/programs.js";
import { until } from "../node/until.js";

export interface RunningKubo {
  /** Runs `ipfs`. @returns what it prints */
  ipfs(...args: readonly string[]): string;
  /** `ipfs add` of these bytes, for their CID only. */
  cidOf(content: Uint8Array, ...ways: readonly string[]): string;
  /** The RPC's address. */
  readonly api: string;
  /** The port of the gateway, at 127.0.0.1 (by path) and at *.ipfs.localhost (by subdomain). */
  readonly port: number;
  close(): Promise<void>;
}

/** How `ipfs add` is asked for the CIDs of a profile. */
export const ADD_WAYS = {
  "unixfs-v0-2015": [],
  "unixfs-v1-2025": ["--cid-version=1", "--chunker=size-1048576"],
} as const;

/** @param on the words before the daemon's, which run it on another host of a test's network */
export async function startKubo(on: readonly string[] = []): Promise<RunningKubo> {
  const folder = await mkdtemp(join(tmpdir(), "psephos-kubo-"));
  const env = { ...process.env, IPFS_PATH: join(folder, "repo") };
  const ipfs = (...args: readonly string[]): string =>
    execFileSync(KUBO.file, args, { env, encoding: "utf8" }).trim();
  ipfs("init", "--empty-repo", "--profile=test");
  ipfs("config", "Addresses.API", "/ip4/127.0.0.1/tcp/0");
  ipfs("config", "Addresses.Gateway", "/ip4/127.0.0.1/tcp/0");
  ipfs("config", "--json", "AutoConf.Enabled", "false");
  for (const list of ["Routing.DelegatedRouters", "Ipns.DelegatedPublishers", "Bootstrap"])
    ipfs("config", "--json", list, "[]");
  ipfs("config", "--json", "DNS.Resolvers", "{}");
  const [program, ...words] = [...on, KUBO.file, "daemon", "--offline"];
  const daemon = spawn(program!, words, { env, stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  daemon.stdout!.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  const close = async () => {
    daemon.kill("SIGTERM");
    if (daemon.exitCode === null) await once(daemon, "exit");
    await rm(folder, { recursive: true, force: true });
  };
  await until("the daemon is ready", () => told.includes("Daemon is ready"), 60_000);
  const portOf = (name: string) =>
    Number(new RegExp(`${name} server listening on /ip4/127\\.0\\.0\\.1/tcp/(\\d+)`).exec(told)![1]);
  return {
    ipfs,
    cidOf: (input, ...ways) =>
      execFileSync(KUBO.file, ["add", "-Q", "--only-hash", ...ways], { env, input, encoding: "utf8" }).trim(),
    api: `http://127.0.0.1:${portOf("RPC API")}`,
    port: portOf("Gateway"),
    close,
  };
}
