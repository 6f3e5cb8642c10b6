// The circuits' files that the package brings are those of build-hashes.json, and their development keys too.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readBundledFile } from "../../src/setup/bundled/archive.js";
import {
  BUNDLED_CIRCUITS,
  bundledCircuit,
  developmentCircuit,
  findBundledVerificationKey,
  isDevelopmentKey,
  verificationKeyHash,
} from "../../src/setup/index.js";
import { rejectsCode } from "../support/errors.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
type Hashes = Record<string, Record<string, string>>;
const committed: { circuits: Hashes; developmentKeys: Hashes } = JSON.parse(
  readFileSync(join(ROOT, "build-hashes.json"), "utf8"),
);

describe("setup: the circuits that the package brings", function () {
  this.timeout(120_000);
  let scratch: string;
  let cacheHome: string | undefined;
  before(() => {
    // `npm test` has just done it.
    if (process.env.PSEPHOS_BUILT_CLI === undefined)
      execFileSync("npm", ["run", "--silent", "build:bundled"], { cwd: ROOT, stdio: "ignore" });
    scratch = mkdtempSync(join(tmpdir(), "psephos-bundled-"));
    cacheHome = process.env.XDG_CACHE_HOME;
    process.env.XDG_CACHE_HOME = join(scratch, "cache");
  });
  after(() => {
    if (cacheHome === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cacheHome;
    rmSync(scratch, { recursive: true, force: true });
  });

  for (const name of BUNDLED_CIRCUITS)
    it(`has the committed files of ${name}`, async () => {
      const { r1cs, wasm, pwit } = await bundledCircuit(name);
      const hashes = { r1cs: sha256(r1cs), wasm: sha256(wasm), ...(pwit && { pwit: sha256(pwit) }) };
      assert.deepEqual(hashes, committed.circuits[name]);
    });

  it("refuses a circuit that it does not bring", async () => {
    await rejectsCode("setup/not-bundled", bundledCircuit("tally-64"));
    await rejectsCode("setup/not-bundled", developmentCircuit("../census-7"));
  });

  it("makes a circuit's committed development key, and finds it the next time", async () => {
    assert.equal(await findBundledVerificationKey("tally-open-8"), undefined);
    const circuit = await developmentCircuit("tally-open-8");
    assert.equal(circuit.made, true);
    assert.deepEqual(await findBundledVerificationKey("tally-open-8"), circuit.verificationKey);
    await rejectsCode("setup/not-bundled", findBundledVerificationKey("tally-64"));
    assert.ok(isDevelopmentKey(circuit.verificationKey));
    const { zkey, verificationKey } = committed.developmentKeys["tally-open-8"]!;
    assert.equal(sha256(circuit.zkey), zkey);
    assert.equal(verificationKeyHash(circuit.verificationKey), verificationKey);
    const again = await developmentCircuit("tally-open-8");
    assert.equal(again.made, false);
    assert.equal(sha256(again.zkey), zkey);
  });

  it("makes the key each time where it cannot be kept", async () => {
    const file = join(scratch, "not-a-folder");
    writeFileSync(file, "");
    process.env.XDG_CACHE_HOME = file;
    const { made, zkey } = await developmentCircuit("tally-open-8");
    assert.equal(made, true);
    assert.equal(sha256(zkey), committed.developmentKeys["tally-open-8"]!.zkey);
  });

  it("refuses files that are damaged or missing", async () => {
    const folder = join(scratch, "circuits");
    cpSync(join(ROOT, "dist", "circuits"), folder, { recursive: true });
    const at = pathToFileURL(`${folder}/`);
    assert.ok(await readBundledFile("census-7", "pwit", at));
    assert.equal(await readBundledFile("tally-8", "pwit", at), undefined);
    const packed = readFileSync(join(folder, "pwit.br"));
    writeFileSync(join(folder, "pwit.br"), packed.subarray(0, packed.length / 2));
    await rejectsCode("setup/bundled-damaged", readBundledFile("census-7", "pwit", at));
    writeFileSync(join(folder, "pwit.br"), readFileSync(join(folder, "wasm.br")));
    await rejectsCode("setup/bundled-damaged", readBundledFile("census-7", "pwit", at));
    rmSync(join(folder, "pwit.br"));
    await rejectsCode("setup/bundled-missing", readBundledFile("census-7", "pwit", at));
  });
});
