// Certification authorities by hand: keys, certificates, blind requests, and one certificate for each voter.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAddress } from "viem/accounts";
import type { Hex } from "../../src/bytes/index.js";
import {
  blindCertificateFromJson,
  certificateFromJson,
  certificateStatement,
  isBlindCertificate,
} from "../../src/census/index.js";
import { isSigned } from "../../src/facts/index.js";
import { readAuthorityRoot, scope } from "../../src/process/index.js";
import { psephosJson } from "../support/cli.js";

describe("cli: authority", () => {
  let folder = "";
  const run = (...args: string[]) => psephosJson(["authority", ...args], folder);
  const refused = async (code: string, exit: number, ...args: string[]) => {
    const answer = await run(...args);
    assert.deepEqual([answer.json.error?.code, answer.code], [code, exit], args.join(" "));
    return answer.json.error as { message: string; hint?: string };
  };
  const path = (name: string) => join(folder, name);
  const json = (name: string) => JSON.parse(readFileSync(path(name), "utf8"));
  const contract: Hex = `0x${"11".repeat(20)}`;
  const processId: Hex = `0x${"22".repeat(32)}`;
  const voter = (i: number) => `0x${`0${i}`.repeat(20)}`;
  const of = ["--contract", contract, "--process", processId];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos authority "));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("certifies accounts: each one once, for one process", async () => {
    const made = await run("new", "--kind", "ecdsa", "--out", "key.json");
    assert.equal(made.code, 0);
    assert.equal(readAuthorityRoot(made.json.censusRoot)?.kind, "ecdsa");
    assert.equal(statSync(path("key.json")).mode & 0o777, 0o600);
    await refused("cli/write", 2, "new", "--kind", "ecdsa", "--out", "key.json");

    const sign = ["sign", "--key", "key.json", ...of];
    const first = await run(...sign, "--address", voter(2), "--weight", "3", "--out", "b.json");
    assert.deepEqual([first.code, first.json.issued], [0, 1]);
    assert.equal((await run(...sign, "--address", voter(1), "--out", "a.json")).json.issued, 2);
    const { certificate, signature } = certificateFromJson(json("b.json"));
    assert.deepEqual(certificate, {
      scope: scope({ contract, processId, questionIndex: 0 }),
      voter: voter(2),
      weight: 3n,
    });
    assert.ok(isSigned(certificateStatement(made.json.censusRoot, certificate, signature)));
    assert.deepEqual(json("issued.json").voters, [
      { voter: voter(1), weight: "1" },
      { voter: voter(2), weight: "3" },
    ]);

    await refused(
      "census/issued-twice",
      1,
      ...sign,
      "--address",
      voter(2),
      "--weight",
      "5",
      "--out",
      "c.json",
    );
    assert.ok(!existsSync(path("c.json")));
    await refused("cli/write", 2, ...sign, "--address", voter(3), "--out", "a.json");
    const elsewhere = ["--contract", contract, "--process", `0x${"33".repeat(32)}`];
    const other = ["sign", "--key", "key.json", ...elsewhere, "--address", voter(2), "--out", "d.json"];
    await refused("census/issued-list", 1, ...other);
    assert.equal((await run(...other, "--issued", "other.json")).code, 0);
    await refused("census/weight", 1, ...sign, "--address", voter(4), "--weight", "0", "--out", "e.json");
    await refused("bytes/address", 1, ...sign, "--address", "0x12", "--out", "e.json");
    await refused("cli/usage", 2, ...sign, "--address", voter(4), "--voter", "Anna");
    assert.equal(json("issued.json").voters.length, 2, "what was refused is not in the list");
    assert.ok(!existsSync(path("issued.json.lock")));
  });

  it("signs blindly: as many as it said, each voter once, and nodes take it", async () => {
    const made = await run("new", "--kind", "blind", "--voters", "2");
    assert.equal(made.code, 0);
    const root = readAuthorityRoot(made.json.censusRoot);
    assert.ok(root?.kind === "blind" && root.mostVoters === 2);

    const ask = async (name: string) => {
      const files = ["--out", `${name}.request`, "--secret", `${name}.secret`, "--account", `${name}.key`];
      const asked = await run("request", "--census-root", made.json.censusRoot, ...files);
      assert.equal(asked.code, 0);
      for (const file of ["secret", "key"])
        assert.equal(statSync(path(`${name}.${file}`)).mode & 0o777, 0o600);
      const key = readFileSync(path(`${name}.key`), "utf8").trim() as Hex;
      assert.equal(asked.json.address, privateKeyToAddress(key).toLowerCase());
      return asked.json.address as Hex;
    };
    const answer = (name: string, who: string) =>
      ["sign", "--request", `${name}.request`, "--voter", who, "--out", `${name}.answer`] as const;

    const address = await ask("anna");
    assert.equal((await run(...answer("anna", "Anna Example"))).json.issued, 1);
    const finished = await run("finish", "--secret", "anna.secret", "--answer", "anna.answer");
    assert.deepEqual([finished.code, finished.json.address], [0, address]);
    const certificate = blindCertificateFromJson(json("certificate.json"));
    assert.equal(await isBlindCertificate(root.modulus, address, certificate), true);
    // What the authority has of Anna says nothing of her address.
    for (const file of ["anna.request", "anna.answer", "issued.json"])
      assert.ok(!readFileSync(path(file), "utf8").includes(address.slice(2)), file);
    assert.deepEqual(json("issued.json").voters, [{ voter: "Anna Example" }]);

    await ask("again");
    for (const name of ["Anna Example", "anna  EXAMPLE ", "Ａnna Example"])
      await refused("census/issued-twice", 1, ...answer("again", name));
    await refused("cli/usage", 2, ...answer("again", "Ben"), "--address", voter(1));
    await refused("census/issued-list", 1, ...answer("again", " "));
    await refused(
      "census/blind-signature",
      1,
      "finish",
      "--secret",
      "again.secret",
      "--answer",
      "anna.answer",
      "--out",
      "x",
    );
    assert.equal((await run(...answer("again", "Ben"))).json.issued, 2);
    await ask("third");
    await refused("census/issued-all", 1, ...answer("third", "Cleo"));
    assert.ok(!existsSync(path("third.answer")));
    // The answer for one request does not open another's.
    await refused(
      "census/blind-signature",
      1,
      "finish",
      "--secret",
      "third.secret",
      "--answer",
      "again.answer",
      "--out",
      "x",
    );
  });

  it("refuses a second command on the same list, and files that are none", async () => {
    await run("new", "--kind", "ecdsa");
    writeFileSync(path("issued.json.lock"), "mine\n");
    const sign = ["sign", ...of, "--address", voter(1)];
    const { hint } = await refused("cli/busy", 2, ...sign);
    assert.match(hint!, /delete issued\.json\.lock/);
    assert.equal(readFileSync(path("issued.json.lock"), "utf8"), "mine\n");
    rmSync(path("issued.json.lock"));
    writeFileSync(path("issued.json"), "{}");
    await refused("census/issued-list", 1, ...sign);
    writeFileSync(path("authority.json"), "{}");
    await refused("census/authority-key", 1, ...sign);
    await refused("cli/read", 2, "sign", "--key", "none.json");
    await refused("cli/usage", 2, "new", "--kind", "rsa", "--out", "x");
    await refused("cli/usage", 2, "new", "--kind", "blind", "--out", "x");
    await refused("cli/usage", 2, "new", "--kind", "ecdsa", "--voters", "3", "--out", "x");
    await refused("census/authority-root", 1, "request", "--census-root", `0x02${"11".repeat(32)}`);
  });
});
