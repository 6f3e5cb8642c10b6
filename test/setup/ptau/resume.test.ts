// What is killed half way goes on where it stopped, to the same bytes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { preparePtau } from "../../../src/setup/index.js";
import { openWorkshop, smallPowers, type Workshop } from "../support/ceremony.js";

const SCRIPT = join(import.meta.dirname, "..", "support", "killed-prepare.ts");

describe("setup: preparing powers of tau, killed half way", function () {
  this.timeout(120_000);
  let shop: Workshop;
  before(async () => {
    shop = await openWorkshop();
    await smallPowers(shop, "powers", 4, "all");
  });
  after(() => shop.close());

  const prepare = (to: string, from = "powers-2.ptau") =>
    preparePtau({ from: shop.path(from), to: shop.path(to), sizes: "all" }, shop.vectors);
  const kill = (to: string) => {
    const args = ["--import", "tsx", SCRIPT, shop.path("powers-2.ptau"), shop.path(to)];
    assert.equal(spawnSync(process.execPath, args, { stdio: "inherit" }).signal, "SIGKILL");
  };
  const left = async (to: string) =>
    (await readdir(shop.path("."))).filter((name) => name.startsWith(`${to}.`)).sort();

  it("goes on, to the same bytes as without", async () => {
    kill("killed.ptau");
    assert.deepEqual(await left("killed.ptau"), ["killed.ptau.checkpoint.json", "killed.ptau.partial"]);
    const before = JSON.parse(await readFile(shop.path("killed.ptau.checkpoint.json"), "utf8"));
    assert.ok(before.done >= 2);
    const { resumed } = await prepare("killed.ptau");
    assert.equal(resumed, true);
    assert.deepEqual(await shop.read("killed.ptau"), await shop.read("powers.ptau"));
    assert.deepEqual(await left("killed.ptau"), []);
  });

  it("begins anew for another file, or where the checkpoint is damaged", async () => {
    kill("other.ptau");
    await smallPowers(shop, "second", 4, "all");
    assert.equal((await prepare("other.ptau", "second-2.ptau")).resumed, false);
    assert.deepEqual(await shop.read("other.ptau"), await shop.read("second.ptau"));
    kill("damaged.ptau");
    await writeFile(shop.path("damaged.ptau.checkpoint.json"), "{");
    assert.equal((await prepare("damaged.ptau")).resumed, false);
    assert.deepEqual(await shop.read("damaged.ptau"), await shop.read("powers.ptau"));
  });
});
