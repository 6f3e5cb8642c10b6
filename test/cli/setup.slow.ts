// The setup commands whose whole answers need the circuit's compiler or a second ceremony.
import assert from "node:assert/strict";
import { access, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkshop, type Workshop } from "../setup/support/ceremony.js";
import { BLOCK, DRAND, finishedCeremony, MAIN } from "../setup/support/finished.js";
import { psephosProcess as psephos, psephosProcessJson as psephosJson } from "../support/cli.js";

describe("cli: setup, with the circuit's sources", () => {
  let shop: Workshop;
  let folder: string;
  before(async () => {
    shop = await openWorkshop();
    await finishedCeremony(shop);
    folder = await mkdtemp(join(tmpdir(), "psephos-cli-sources-"));
    await writeFile(join(folder, "cube.circom"), MAIN);
    for (const name of ["cube.zkey", "cube.r1cs", "powers.ptau", "ada.zkey"])
      await copyFile(shop.path(name), join(folder, name));
  });
  after(async () => {
    await shop.close();
    await rm(folder, { recursive: true });
  });

  it("finalizes with them, replays all of it, and releases the programs that they make", async () => {
    const about = ["--circuit", "cube", "--r1cs", "cube.r1cs", "--ptau", "powers.ptau"];
    const main = ["--main", "cube.circom", "--library", shop.path("library"), "--pwit"];
    const finish = [
      "setup",
      "finalize",
      "cube.zkey",
      ...about,
      ...main,
      "--announced",
      "here",
      "-o",
      "final",
    ];
    const { json, code, stderr } = await psephosJson(finish, folder);
    assert.equal(code, 0, stderr);
    const { wasmSha256, pwitSha256 } = json.transcript.circuit.program;
    const release = ["setup", "release", "final/cube.transcript.json", "-o", "web"];
    const { manifest, unchecked } = (await psephosJson(release, folder)).json;
    assert.deepEqual([manifest.files.wasm.sha256, manifest.files.pwit.sha256], [wasmSha256, pwitSha256]);
    assert.deepEqual(unchecked, []);

    // The release's folder is all that a stranger has, with the sources and the powers of tau.
    const replay = ["setup", "replay", "web/cube.transcript.json", "--ptau", "powers.ptau"];
    const values = ["--beacon", `drand:5600000=${DRAND}`, "--beacon", `ethereum:23900000=0x${BLOCK}`];
    const right = await psephos([...replay, ...values, "--library", shop.path("library")], folder);
    assert.equal(right.code, 0, right.stdout + right.stderr);
    assert.match(right.stdout, /right: the whole setup follows from its sources and public files\n$/);
    const open = await psephosJson([...replay, ...values], folder);
    assert.deepEqual([open.code, open.json.whole, open.json.broken], [1, false, undefined]);

    for (const name of ["cube.wasm", "cube.pwit"]) {
      const path = join(folder, "final", name);
      const bytes = await readFile(path);
      await writeFile(path, Buffer.concat([bytes, Buffer.of(0)]));
      const { json, code } = await psephosJson(release, folder);
      assert.deepEqual([json.error.code, code], ["setup/transcript-other-file", 1], name);
      await writeFile(path, bytes);
    }

    const again = await psephosJson([...finish.filter((option) => option !== "--pwit"), "--force"], folder);
    assert.deepEqual([again.code, again.json.transcript.circuit.program.pwitSha256], [0, null]);
    await assert.rejects(access(join(folder, "final", "cube.pwit")), "an older run's is removed");
  });

  it("finalizes a rehearsal when told to, and says what it is", async () => {
    const constant = ["-v", "01".repeat(32), "--insecure", "-o", "rehearsal.zkey"];
    assert.equal((await psephos(["setup", "beacon", "ada.zkey", ...constant], folder)).code, 0);
    const finish = ["setup", "finalize", "rehearsal.zkey", "-c", "cube", "--r1cs", "cube.r1cs"];
    const more = ["--ptau", "powers.ptau", "--announced", "nowhere", "-o", "rehearsal"];
    const refused = await psephosJson([...finish, ...more], folder);
    assert.deepEqual([refused.json.error.code, refused.code], ["setup/beacon-unannounced", 1]);
    const { json, stderr } = await psephosJson([...finish, ...more, "--insecure"], folder);
    assert.equal(json.transcript.keyKind, "rehearsal-INSECURE");
    assert.match(stderr, /INSECURE/);
    const open = ["finalize", "ada.zkey", "-c", "cube", "--r1cs", "cube.r1cs", ...more];
    const { json: unclosed } = await psephosJson(["setup", ...open], folder);
    assert.equal(unclosed.error.code, "setup/key-not-final");
  });
});
