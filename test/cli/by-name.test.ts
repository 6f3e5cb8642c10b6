// What voters with an account do on the command line, taken by a chain: registering, and signing a petition.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { decodeNamedEnvelope, decodeRegistration } from "../../src/ballot/index.js";
import { scalarToHex } from "../../src/bytes/index.js";
import {
  Census,
  censusRootOf,
  certificateToJson,
  createEcdsaAuthority,
  issueCertificate,
  writeSnapshot,
} from "../../src/census/index.js";
import { genesisText, namedVote, registration } from "../../src/ledger/index.js";
import { CensusOrigin, checkBallot, keyId, parseMetadata } from "../../src/process/index.js";
import { psephosJson } from "../support/cli.js";
import { ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { CENSUS_KEY, testParams, World } from "../support/ledger/world.js";

const KEY = `0x${"42".repeat(32)}` as const;

describe("cli: register and petition", () => {
  let folder = "";
  const run = (...args: string[]) => psephosJson(args, folder);
  const read = (name: string) => readFileSync(join(folder, name), "utf8").replace(/\n$/, "");
  const account = privateKeyToAccount(KEY);
  const census = new Census(7, [{ commitment: BigInt(account.address), weight: 4n }]);
  const censusRoot = scalarToHex(census.root);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos by name "));
    writeFileSync(join(folder, "account.key"), `${KEY}\n`);
    writeFileSync(join(folder, "members.psc"), writeSnapshot(census));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("registers a commitment that the chain takes", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({
      censusRoot,
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      mode: { preRegister: true },
      envelopeType: { anonymous: true },
    });
    writeFileSync(join(folder, "genesis.json"), genesisText(world.genesis));
    await run("identity", "new");
    const common = ["register", id, "--account", "account.key"];
    const { code, json } = await run(...common, "--census", "members.psc");
    assert.deepEqual([code, json.weight, json.number], [0, "4", 0]);
    await world.take(registration(decodeRegistration(read("registration.json"))));
    const again = await run(...common, "--census", "members.psc", "--number", "8", "--out", "again.json");
    assert.deepEqual([again.code, again.json.error.code], [1, "voter/registration"]);
    const neither = await run(...common, "--out", "again.json");
    assert.deepEqual([neither.code, neither.json.error.code], [2, "cli/usage"]);
  });

  it("makes a petition, and signs it as a member and with a certificate", async () => {
    const made = await run("petition", "new", "A bench in the park");
    assert.equal(made.code, 0);
    const metadata = parseMetadata(readFileSync(join(folder, "metadata.json")));
    checkBallot(metadata, { ...testParams(), ...made.json.params });
    const world = new World(ruleFacts());
    const authority = createEcdsaAuthority();
    const id = await world.declare({ ...made.json.params, censusRoot, blockCount: 4 });
    const certified = await world.declare({
      ...made.json.params,
      censusOrigin: CensusOrigin.OFF_CHAIN_CA,
      censusRoot: censusRootOf(authority),
      censusUri: "",
    });
    await world.until(world.process(certified).start!);
    const { contract } = world.process(id).declaration;
    const sign = (process: string, ...args: string[]) =>
      run("petition", "sign", process, "--contract", contract, "--account", "account.key", ...args);
    assert.equal((await sign(id, "--census", "members.psc")).code, 0);
    await world.take(namedVote(decodeNamedEnvelope(read("signature.json"))));
    const voter = account.address.toLowerCase() as `0x${string}`;
    const certificate = { scope: scopeIn(world, certified, 0), voter, weight: 1n };
    const text = certificateToJson(certificate, issueCertificate(authority.secret, certificate));
    writeFileSync(join(folder, "certificate.json"), text);
    assert.equal((await sign(certified, "--certificate", "certificate.json", "--force")).code, 0);
    await world.take(namedVote(decodeNamedEnvelope(read("signature.json"))));
    await world.until(world.process(id).end!);
    assert.equal(JSON.parse(world.process(id).results!).questions[0].results[1].count, "4");
  });
});
