import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recoverTypedDataAddress } from "viem";
import { CensusSnapshot, identityFromJson, verifyMembership } from "../../src/census/index.js";
import { psephos, psephosJson } from "../support/cli.js";
import { vectors } from "../support/vectors.js";

describe("cli: identity and census", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos cli "));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const read = (name: string) => readFileSync(join(folder, name), "utf8");

  it("writes an identity that only its owner can read, and does not show its secret", async () => {
    const { code, stdout, stderr } = await psephos(["identity", "new", "--out", "alice.json"], folder);
    assert.equal(code, 0, stderr);
    assert.equal(statSync(join(folder, "alice.json")).mode & 0o777, 0o600);
    const { secret, commitment } = identityFromJson(read("alice.json"));
    assert.ok(stdout.includes(commitment.toString()));
    for (const form of [secret.toString(), secret.toString(16)])
      assert.ok(!`${stdout}${stderr}`.includes(form));
    const { json } = await psephosJson(["identity", "commitment", "alice.json"], folder);
    assert.deepEqual(json, { commitment: commitment.toString() });
  });

  it("shows the secret when asked, and never replaces an identity", async () => {
    const { json } = await psephosJson(["identity", "new", "--out", "bob.json", "--show-secret"], folder);
    assert.equal(json.secret, identityFromJson(read("bob.json")).secret.toString());
    const before = read("bob.json");
    const again = await psephosJson(["identity", "new", "--out", "bob.json"], folder);
    assert.equal(again.code, 2);
    assert.equal(again.json.error.code, "cli/write");
    assert.equal(read("bob.json"), before);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".partial")),
      [],
    );
  });

  it("derives an identity from a wallet's two signatures and a password, read from files", async () => {
    const { identities } = vectors<{
      identities: {
        signature: `0x${string}`;
        address: `0x${string}`;
        purpose: { chainId: number; contract: `0x${string}`; organiser: `0x${string}` };
        password: string;
        secret: string;
      }[];
    }>("identity");
    const { signature, address, purpose, password, secret } = identities[1]!;
    const { chainId, contract, organiser } = purpose;
    const at = ["--chain-id", `${chainId}`, "--contract", contract, "--organiser", organiser];
    const { json: data } = await psephosJson(["identity", "message", ...at], folder);
    assert.equal(await recoverTypedDataAddress({ ...data, signature }), address);
    write("first.txt", `${signature}\n`);
    write("second.txt", `${signature}\n`);
    write("third.txt", `${identities[0]!.signature}\n`);
    write("password.txt", `${password}\n`);
    const make = [
      "identity",
      "new",
      "--out",
      "wallet.json",
      "--password",
      "password.txt",
      "--address",
      address,
      ...at,
    ];
    const once = await psephosJson([...make, "--signature", "first.txt"], folder);
    assert.equal(once.json.error.code, "cli/usage");
    const other = await psephosJson(
      [...make, "--signature", "first.txt", "--signature", "third.txt"],
      folder,
    );
    assert.deepEqual([other.code, other.json.error.code], [1, "census/signer"]);
    await psephosJson([...make, "--signature", "first.txt", "--signature", "second.txt"], folder);
    assert.equal(identityFromJson(read("wallet.json")).secret, BigInt(secret));
  });

  it("refuses a broken identity file without quoting it", async () => {
    write("broken.json", read("alice.json").replace('"version": 1', '"version": 3'));
    const { code, stdout, stderr } = await psephos(["identity", "commitment", "broken.json"], folder);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /refused: this is not a Psephos identity: its version is not 1 \[census\/identity-file\]/,
    );
    assert.ok(!`${stdout}${stderr}`.includes(identityFromJson(read("alice.json")).secret.toString(16)));
  });

  it("builds a census, describes it, and proves a voter's place in it", async () => {
    const { commitment } = identityFromJson(read("alice.json"));
    write("voters.csv", `commitment,weight\n5,2\n${commitment},7\n`);
    const built = await psephosJson(["census", "build", "voters.csv"], folder);
    assert.equal(built.code, 0);
    const snapshot = new CensusSnapshot(new Uint8Array(readFileSync(join(folder, "census.psc"))));
    assert.equal(BigInt(built.json.root), snapshot.root);
    const { json: info } = await psephosJson(["census", "info", "census.psc", "--rebuild"], folder);
    assert.deepEqual([info.voters, info.weight, info.depth, info.root], [2, "9", 7, built.json.root]);
    const { json: proof } = await psephosJson(
      ["census", "proof", "census.psc", "--identity", "alice.json"],
      folder,
    );
    const nodes = proof.nodes.map((level: string[]) => level.map(BigInt));
    assert.ok(verifyMembership({ root: snapshot.root, leaf: BigInt(proof.leaf), index: proof.index, nodes }));
    assert.equal(proof.weight, "7");
    const other = await psephosJson(["census", "proof", "census.psc", "--commitment", "6"], folder);
    assert.deepEqual([other.code, other.json.error.code], [1, "census/not-in-census"]);
  });

  it("refuses a voters' list with bad rows, names each, and writes nothing", async () => {
    write("bad.csv", "commitment,weight\n5,2\n5,3\nx,1\n");
    const { code, stdout } = await psephos(["census", "build", "bad.csv", "--out", "bad.psc"], folder);
    assert.equal(code, 1);
    assert.match(stdout, /bad\.csv:3 the commitment "5" is already on line 2/);
    assert.match(stdout, /bad\.csv:4 "x" is not a commitment/);
    assert.ok(!existsSync(join(folder, "bad.psc")));
  });

  it("tells a missing file, a broken one and a wrong option apart", async () => {
    const missing = await psephosJson(["census", "info", "none.psc"], folder);
    assert.deepEqual([missing.code, missing.json.error.code], [2, "cli/read"]);
    assert.match(missing.json.error.hint, /psephos census build/);
    write("half.psc", "PSPC");
    const half = await psephosJson(["census", "info", "half.psc"], folder);
    assert.deepEqual([half.code, half.json.error.code], [1, "census/snapshot-magic"]);
    assert.equal((await psephos(["census", "build", "voters.csv", "--depth", "9"], folder)).code, 2);
    assert.equal((await psephos(["census", "burn"], folder)).code, 2);
    assert.equal((await psephos(["--nonsense"], folder)).code, 2);
  });

  it("has help with examples for every command", async () => {
    const commands = [
      ["identity", "new"],
      ["identity", "commitment"],
      ["census", "build"],
      ["census", "info"],
      ["census", "proof"],
      ["vote"],
      ["verify"],
      ["results"],
      ["results", "count"],
      ["results", "report"],
      ["chain", "dev"],
      ["process", "create"],
      ["process", "show"],
      ["election"],
      [],
    ];
    const runs = await Promise.all(commands.map((command) => psephos([...command, "--help"], folder)));
    for (const [i, { code, stdout }] of runs.entries()) {
      assert.equal(code, 0, commands[i]!.join(" "));
      assert.match(stdout, /Examples:\n {2}\$ psephos/, commands[i]!.join(" "));
      assert.match(stdout, /--json/, commands[i]!.join(" "));
    }
  });
});
