// psephos-node as it is packed: installed next to the packed library, with which it shares the version, and run by `psephos node`.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { npm, ROOT } from "../../scripts/package/tarball.js";
import { createNodeClient } from "../../src/api/index.js";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

describe("psephos-node, packed", function () {
  this.timeout(120_000);
  let folder: string;
  const manifests = new Map<string, Manifest>();

  /** Unpacks a workspace's tarball as npm would install it; `npm run build:node` has built what is in it. */
  function installPacked(source: string): Manifest {
    const args = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
    const tarball = join(folder, npm(args, source).trim().split("\n").at(-1)!);
    const { name } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Manifest;
    const place = join(folder, "node_modules", name);
    mkdirSync(place, { recursive: true });
    execFileSync("tar", ["-xzf", tarball, "-C", place, "--strip-components=1"]);
    const manifest = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as Manifest;
    manifests.set(name, manifest);
    return manifest;
  }

  /** What the packages depend on is installed in the repository, in the same exact versions. */
  function linkDependencies({ dependencies }: Manifest, source: string): void {
    for (const [name, version] of Object.entries(dependencies)) {
      assert.match(version, /^(?:npm:.+@)?\d+\.\d+\.\d+$/, `${name} is not pinned`);
      const to = join(folder, "node_modules", name);
      if (existsSync(to)) continue;
      mkdirSync(dirname(to), { recursive: true });
      const own = join(source, "node_modules", name);
      symlinkSync(existsSync(own) ? own : join(ROOT, "node_modules", name), to);
    }
  }

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos-packed-"));
    for (const source of [ROOT, join(ROOT, "packages/node")]) linkDependencies(installPacked(source), source);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("wants the library in its own version, and nothing from a folder", () => {
    const [library, node] = ["psephos", "psephos-node"].map((name) => manifests.get(name)!);
    assert.equal(node!.version, library!.version);
    assert.deepEqual(node!.peerDependencies, { psephos: library!.version });
    assert.ok(!JSON.stringify([node!.dependencies, node!.peerDependencies]).includes("file:"));
  });

  it("is found and run by the library's command", async () => {
    const words = ["node", "start", "--home", "home", "--port", "0", "--block-time", "50"];
    const child = spawn(process.execPath, [join(folder, "node_modules/psephos/dist/cli/main.js"), ...words], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let told = "";
    child.stderr.on("data", (data) => (told += data));
    const done = once(child, "close");
    try {
      while (!told.includes("answers at")) {
        assert.equal(child.exitCode, null, told);
        await sleep(50);
      }
      const client = createNodeClient(/answers at (\S+);/.exec(told)![1]!);
      const { version } = await client.health();
      assert.equal(version, manifests.get("psephos-node")!.version);
      assert.equal((await client.chain()).accepting, true);
    } finally {
      child.kill("SIGTERM");
    }
    assert.deepEqual(await done, [0, null], told);
  });
});
