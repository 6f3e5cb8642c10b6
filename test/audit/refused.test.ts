/** What an audit refuses before, or beside, the replay: containers that are too large, keys whose transcript calls them insecure, dead workers. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { auditBundle } from "../../src/audit/index.js";
import { checkKey } from "../../src/audit/static-checks.js";
import { threadedFacts } from "../../src/audit/threads.js";
import type { Hex } from "../../src/bytes/index.js";
import { formatVerificationKeyFile, verificationKeyKind } from "../../src/groth16/index.js";
import { keyId } from "../../src/process/index.js";
import { tooLarge } from "../support/audit/forged.js";
import { pack } from "../support/audit/repack.js";
import { rejectsCode } from "../support/errors.js";
import { testGenesis, testParams } from "../support/ledger/world.js";
import { censusCircuit } from "../voter/support.js";

const ZERO: Hex = `0x${"00".repeat(32)}`;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("audit: what is refused beside the replay", () => {
  it("a bundle whose offsets would not fit in 32 bits, as soon as its manifest was read", async () => {
    const { lines } = await auditBundle(tooLarge());
    const wrong = lines.find(({ state }) => state === "wrong");
    assert.equal(wrong?.check, "file");
    assert.match(wrong.text, /a bundle has fewer than 4294967295/);
  });

  it("millions of empty lines in place of transactions, in a few seconds", async () => {
    const one = Buffer.from("x");
    const files = new Map<string, Uint8Array>([
      ["genesis.json", one],
      ["process.json", one],
      ["transactions.jsonl", Buffer.alloc(2_000_000, "\n")],
      ["record.json", one],
      ["heads.jsonl", one],
      ["votes.jsonl", one],
    ]);
    const manifest = { genesisHash: ZERO, processId: ZERO, height: 1, files: [] };
    const { lines } = await auditBundle(pack({ manifest, files }));
    assert.equal(lines.find(({ state }) => state === "wrong")?.check, "chain");
  }).timeout(8_000);

  it("a key that does not say that it is insecure, if its transcript does", async () => {
    const { keyKind: _, ...bare } = { keyKind: "", ...(await censusCircuit()).verificationKey };
    assert.equal(verificationKeyKind(bare), "unknown");
    const file = formatVerificationKeyFile(bare);
    const keyHash: Hex = `0x${sha256(file)}`;
    const genesis = testGenesis({ censusKeys: [{ circuit: "census-7", depth: 7, keyHash }] });
    const params = testParams({ envelopeType: { anonymous: true }, censusKey: keyId("census-7", keyHash) });
    const check = (keyKind: unknown, insecure = false) => {
      const transcript = JSON.stringify({ verificationKeySha256: keyHash.slice(2), keyKind });
      const files = new Map([
        ["census-7.vkey.json", Buffer.from(file)],
        ["census-7.transcript.json", Buffer.from(transcript)],
      ]);
      return checkKey({ files } as never, genesis, { params } as never, insecure);
    };
    assert.equal(check("ceremony").figures?.keyKind, "unknown");
    assert.throws(() => check("development-INSECURE"), { code: "audit/key" });
    for (const keyKind of [["ceremony"], { toString: 5 }, null])
      assert.throws(() => check(keyKind, true), { code: "audit/key" });
    assert.match(check("development-INSECURE", true).text, /INSECURE \(development-INSECURE\): anyone/);
  });

  for (const [how, program] of [
    ["throws", "throw new Error('enough')"],
    ["exits", "process.exit(0)"],
  ] as const)
    it(`questions to a worker that ${how}, also those that come later`, async () => {
      const facts = threadedFacts([new Worker(program, { eval: true })], { keys: [], insecure: false });
      await rejectsCode("audit/worker", facts.ask([]));
      await rejectsCode("audit/worker", facts.ask([]));
      await facts.close();
    }).timeout(10_000);
});
