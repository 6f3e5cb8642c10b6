// A vote recomputed step by step: each value as poseidon-lite and viem have it, and a wrong one named.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { poseidon1, poseidon2, poseidon3, poseidon8 } from "poseidon-lite";
import { concatHex, type Hex, keccak256, pad, toHex } from "viem";
import { createVotePackage, encodeEnvelope, encodeVotePackage } from "../../src/ballot/index.js";
import { Census, createIdentity, identityToJson, writeSnapshot } from "../../src/census/index.js";
import { differs, type Step } from "../../src/cli/vote/explain-steps.js";
import { psephos, psephosJson } from "../support/cli.js";
import { CONTRACT } from "../support/rollup/votes.js";

const PROCESS_ID = `0x${"a1".repeat(32)}` as const;
const word = (value: bigint): Hex => pad(toHex(value), { size: 32 });
const field = (bytes: Hex): bigint => BigInt(keccak256(bytes)) >> 8n;

describe("cli: vote explain", () => {
  let folder = "";
  const identity = createIdentity();
  const others = [11n, 12n, 13n].map((commitment) => ({ commitment, weight: 2n }));
  const census = new Census(7, [...others, { commitment: identity.commitment, weight: 9n }]);
  const scope = field(concatHex([CONTRACT, PROCESS_ID, "0x02"]));
  const nullifier = poseidon2([scope, identity.secret]);
  const ballot = createVotePackage([1, 3]);
  const packed = (2n << 200n) + 1n + 3n * 256n;
  const hash = poseidon3([packed, BigInt(`0x${ballot.nonce}`), nullifier]);
  const envelope = {
    processId: PROCESS_ID,
    nonce: 1,
    encryptionKeyIndexes: [],
    votePackage: encodeVotePackage(ballot),
    proof: new Uint8Array(256).fill(0x0f),
    nullifier,
    weight: 7n,
    voteHash: hash,
  } as const;
  const write = (name: string, value: string | Uint8Array) => writeFileSync(join(folder, name), value);
  const whole = ["--identity", "me.json", "--census", "census.psc"];
  const explain = (file: string, ...more: string[]) =>
    psephosJson(["vote", "explain", file, ...more], folder);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "psephos explain "));
    write("me.json", identityToJson(identity));
    write("census.psc", writeSnapshot(census));
    write("vote.json", `${encodeEnvelope(envelope)}\n`);
    const file = {
      ...{ contract: CONTRACT, processId: PROCESS_ID, questionIndex: 2, censusRoot: word(census.root) },
      ...{ circuit: "census-7", censusKey: `0x${"c3".repeat(32)}`, maxVoteOverwrites: 1 },
      ballot: { maxCount: 2, maxValue: 3 },
    };
    write("process.json", JSON.stringify(file));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("recomputes each value, as other libraries do", async () => {
    const { code, json, stdout, stderr } = await explain("vote.json", ...whole);
    assert.equal(code, 0, stdout);
    const values = new Map(json.steps.map((step: Step) => [step.name, step.value]));
    const [keys, sent] = [keccak256("0x"), keccak256(toHex(envelope.votePackage))];
    const envelopeHash = field(concatHex([pad("0x01", { size: 8 }), keys, sent]));
    const leaf = poseidon2([identity.commitment, 9n]);
    const leaves = others.map(({ commitment, weight }) => poseidon2([commitment, weight]));
    const expected = {
      scope: word(scope),
      nullifier: word(nullifier),
      commitment: word(poseidon1([identity.secret])),
      leaf: word(leaf),
      "node at level 1": word(poseidon8([...leaves, leaf, 0n, 0n, 0n, 0n])),
      censusRoot: word(census.root),
      packed: [word(packed)],
      voteHash: word(hash),
      keysDigest: keys,
      packageDigest: sent,
      envelopeHash: word(envelopeHash),
      "public signals": [nullifier, census.root, scope, hash, 7n, envelopeHash].map(word),
    };
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(values.get(name), value, name);
    assert.deepEqual(json.different, []);
    for (const form of [identity.secret.toString(), identity.secret.toString(16)])
      assert.ok(!`${stdout}${stderr}`.includes(form), "the secret is shown");
  });

  it("goes as far as the public data do, and says what is missing", async () => {
    const { code, json } = await explain("vote.json", "--census", "census.psc");
    assert.equal(code, 0);
    const open = json.steps.filter((step: Step) => step.open).map(({ name }: Step) => name);
    assert.deepEqual(open, ["nullifier", "commitment", "leaf"]);
    const text = await psephos(["vote", "explain", "vote.json"], folder);
    assert.match(text.stdout, /not recomputed: it needs the voter's secret: --identity/);
    assert.match(text.stdout, /not recomputed: it needs the census: --census/);
    assert.match(text.stdout, /Every value that could be recomputed is right\./);
  });

  it("names each value that is another than is said, with exit code 1", async () => {
    const other = new Census(7, others);
    write("other.psc", writeSnapshot(other));
    const wrong = { ...envelope, voteHash: hash + 1n, nullifier: nullifier + 1n };
    write("wrong.json", encodeEnvelope(wrong));
    const own = await explain("wrong.json", ...whole);
    assert.deepEqual([own.code, own.json.different], [1, ["nullifier", "voteHash"]]);
    assert.ok(own.json.steps.every((step: Step & { differs: boolean }) => step.differs === differs(step)));
    const census = await explain("vote.json", "--census", "other.psc");
    assert.deepEqual([census.code, census.json.different], [1, ["censusRoot"]]);
    const stranger = await explain("vote.json", "--census", "other.psc", "--identity", "me.json");
    assert.ok(stranger.json.steps.some(({ open }: Step) => open === "this identity is not in the census"));
    write("sealed.json", encodeEnvelope({ ...envelope, votePackage: Uint8Array.of(1, 2) }));
    const sealed = await explain("sealed.json");
    assert.equal(sealed.code, 0);
    assert.match(JSON.stringify(sealed.json), /it is not a readable ballot/);
    write("elsewhere.json", encodeEnvelope({ ...envelope, processId: `0x${"b2".repeat(32)}` }));
    const elsewhere = await explain("elsewhere.json");
    assert.deepEqual([elsewhere.code, elsewhere.json.error.code], [1, "cli/other-process"]);
  });
});
