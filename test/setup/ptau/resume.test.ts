// What is killed half way goes on where it stopped, to the same bytes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFile, cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { preparePtau, verifyPtau } from "../../../src/setup/index.js";
import { rejectsCode } from "../../support/errors.js";
import { openWorkshop, smallPowers, type Workshop } from "../support/ceremony.js";

const script = (name: string) => join(import.meta.dirname, "..", "support", name);
/** Runs a script that kills itself. */
const killed = (name: string, ...args: string[]): void => {
  const run = spawnSync(process.execPath, ["--import", "tsx", script(name), ...args], { stdio: "inherit" });
  assert.equal(run.signal, "SIGKILL");
};

describe("setup: work on powers of tau, killed half way", () => {
  let shop: Workshop;
  before(async () => {
    shop = await openWorkshop();
    await smallPowers(shop, "powers", 4, "all");
    killed("killed-prepare.ts", shop.path("powers-2.ptau"), shop.path("left.ptau"));
  });
  after(() => shop.close());

  const prepare = (to: string, from = "powers-2.ptau") =>
    preparePtau({ from: shop.path(from), to: shop.path(to), sizes: "all" }, shop.vectors);
  /** What a killed preparation left behind, as if it had been called so. */
  const leave = async (to: string): Promise<void> => {
    for (const kind of ["checkpoint.json", "partial"])
      await copyFile(shop.path(`left.ptau.${kind}`), shop.path(`${to}.${kind}`));
  };
  const left = async (to: string) =>
    (await readdir(shop.path("."))).filter((name) => name.startsWith(`${to}.`)).sort();

  it("preparing goes on, to the same bytes as without", async () => {
    assert.deepEqual(await left("left.ptau"), ["left.ptau.checkpoint.json", "left.ptau.partial"]);
    await leave("killed.ptau");
    const before = JSON.parse(await readFile(shop.path("killed.ptau.checkpoint.json"), "utf8"));
    assert.ok(before.done >= 2);
    const { resumed } = await prepare("killed.ptau");
    assert.equal(resumed, true);
    assert.deepEqual(await shop.read("killed.ptau"), await shop.read("powers.ptau"));
    assert.deepEqual(await left("killed.ptau"), []);
  });

  it("preparing begins anew for another file, or where the checkpoint is damaged", async () => {
    await leave("other.ptau");
    await smallPowers(shop, "second", 4, "all");
    assert.equal((await prepare("other.ptau", "second-2.ptau")).resumed, false);
    assert.deepEqual(await shop.read("other.ptau"), await shop.read("second.ptau"));
    await leave("damaged.ptau");
    await writeFile(shop.path("damaged.ptau.checkpoint.json"), "{");
    assert.equal((await prepare("damaged.ptau")).resumed, false);
    assert.deepEqual(await shop.read("damaged.ptau"), await shop.read("powers.ptau"));
  });

  it("verifying goes on with what was not checked, and only for the very same file", async () => {
    const [path, progressFolder] = [shop.path("powers.ptau"), shop.path("progress")];
    const stagesOf = async (input: Parameters<typeof verifyPtau>[0]) => {
      const stages = new Set<string>();
      const found = await verifyPtau(input, shop.vectors, { onProgress: ({ stage }) => stages.add(stage) });
      return { found, stages };
    };
    const whole = await stagesOf({ path });
    killed("killed-verify.ts", path, progressFolder);
    await cp(progressFolder, shop.path("kept"), { recursive: true });
    const again = await stagesOf({ path, progressFolder });
    assert.deepEqual(again.found, whole.found);
    assert.ok(whole.stages.has("weighing the powers"));
    assert.ok(!again.stages.has("weighing the powers"));
    assert.ok(again.stages.has("the basis of [beta tau^i] in G1"));
    assert.deepEqual(await readdir(progressFolder), []);

    assert.equal((await readdir(shop.path("kept"))).length, 1);
    const bytes = await readFile(path);
    bytes.copyWithin(bytes.length - 64, bytes.length - 128, bytes.length - 64);
    await writeFile(shop.path("altered.ptau"), bytes);
    await rejectsCode(
      "setup/ptau-basis",
      verifyPtau({ path: shop.path("altered.ptau"), progressFolder: shop.path("kept") }, shop.vectors),
    );
  });
});
