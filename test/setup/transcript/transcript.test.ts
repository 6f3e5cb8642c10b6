// Transcripts: one form, strict readers, a page for people; attestations and who signed them.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { verifyMessage } from "viem/utils";
import type { ErrorCode } from "../../../src/errors/index.js";
import {
  attest,
  attestationText,
  buildCircuit,
  type CeremonyTranscript,
  checkSignature,
  checkTranscriptOfKey,
  closeKey,
  couldBePublic,
  createDevelopmentKey,
  finalizeKey,
  formatAttestation,
  formatTranscript,
  parseAttestation,
  parseTranscript,
  recordedKind,
  recordSources,
  signAttestation,
  transcriptMarkdown,
} from "../../../src/setup/index.js";
import { keyKindOf } from "../../../src/setup/transcript/finalize.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";
import { openWorkshop, squares, type Workshop } from "../support/ceremony.js";
import { type Finished, finishedCeremony, MAIN } from "../support/finished.js";
import { r1csFile } from "../support/random-circuit.js";

/** start, start + step, … modulo 256. */
const counting = (length: number, start: number, step: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => start + i * step);

describe("setup: transcript", () => {
  let shop: Workshop;
  let done: Finished;
  let text: string;
  before(async () => {
    shop = await openWorkshop();
    done = await finishedCeremony(shop);
    text = formatTranscript(done.transcript);
  });
  after(() => shop.close());

  it("comes back from its file as it went in, of either kind", async () => {
    assert.deepEqual(parseTranscript(text), done.transcript);
    const { transcript } = await createDevelopmentKey({ r1cs: r1csFile(squares(3)) });
    assert.deepEqual(parseTranscript(formatTranscript(transcript)), transcript);
  });

  it("names the sources of sources", () => {
    assert.deepEqual(
      done.transcript.circuit.source!.files.map(({ path }) => path),
      ["parts/cube.circom", "parts/square.circom"],
    );
  });

  const edits: readonly [what: string, code: ErrorCode, edit: (text: string) => string][] = [
    ["cut off", "setup/transcript-json", (t) => t.slice(0, -3)],
    ["a web page", "setup/transcript-json", () => "<!doctype html><title>404</title>"],
    ["null", "setup/transcript-shape", () => "null\n"],
    ["a list", "setup/transcript-shape", () => "[]\n"],
    ["another version", "setup/transcript-shape", (t) => t.replace('"version": 1,', '"version": 2,')],
    ["an unknown kind", "setup/transcript-shape", (t) => t.replace('"ceremony"', '"perfect"')],
    ["an unknown field", "setup/transcript-shape", (t) => t.replace("{", '{ "more": 1,')],
    ["a field too few", "setup/transcript-shape", (t) => t.replace(/ {2}"zkeySha256".*\n/, "")],
    ["a short hash", "setup/transcript-shape", (t) => t.replace(/("zkeySha256": ").(.*)/, "$1$2")],
    ["a hash in capitals", "setup/transcript-shape", (t) => t.replace(/("zkeySha256": ")./, "$1F")],
    ["a size as text", "setup/transcript-shape", (t) => t.replace(/"wires": (\d+)/, '"wires": "$1"')],
    [
      "a size that is no integer",
      "setup/transcript-shape",
      (t) => t.replace(/"wires": (\d+)/, '"wires": $1.5'),
    ],
    [
      "a path out of the folder",
      "setup/transcript-shape",
      (t) => t.replace('path": "parts', 'path": "../parts'),
    ],
    ["a path from the root", "setup/transcript-shape", (t) => t.replace('path": "parts', 'path": "/parts')],
    ["a beacon of too few hashes", "setup/transcript-shape", (t) => t.replace(/(Exponent": )10/, "$19")],
    ["a field given twice", "setup/transcript-form", (t) => t.replace("{", '{\n  "version": 1,')],
    ["other white space", "setup/transcript-form", (t) => t.replace("{\n", "{\n\n")],
    ["bytes after its end", "setup/transcript-form", (t) => `${t}\n`],
    ["oversized", "setup/transcript-size", (t) => t + " ".repeat(2 ** 23)],
  ];
  for (const [what, code, edit] of edits)
    it(`refuses one that is altered: ${what}`, () => {
      assert.notEqual(edit(text), text);
      throwsCode(code, () => parseTranscript(edit(text)));
    });

  it("is a page for people, in which a name is not markup", () => {
    const page = transcriptMarkdown(done.transcript);
    for (const hash of [done.transcript.zkeySha256, done.transcript.contributions[0]!.hash, "drand:5600000"])
      assert.ok(page.includes(hash));
    assert.ok(page.includes("Bo \\*\\|\\* \\<b\\>"));
    assert.ok(!page.includes("INSECURE"));
    const rehearsal: CeremonyTranscript = { ...done.transcript, keyKind: "rehearsal-INSECURE" };
    assert.match(transcriptMarkdown(rehearsal), /INSECURE rehearsal/);
    const draft = structuredClone(done.transcript);
    const main = "// ```\n// **ceremony key** ````\n";
    const fenced = transcriptMarkdown({
      ...draft,
      circuit: { ...draft.circuit, source: { ...draft.circuit.source!, main } },
    });
    assert.ok(fenced.includes(`\n\`\`\`\`\`circom\n${main}\`\`\`\`\`\n`), fenced);
  });

  it("says INSECURE for a development key", async () => {
    const { transcript } = await createDevelopmentKey({ r1cs: r1csFile(squares(3)) });
    assert.match(transcriptMarkdown(transcript), /INSECURE development key/);
  });

  it("tells public randomness from what somebody wrote down", () => {
    const source = "drand:1";
    for (const [start, step] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [31, -1],
      [7, 0x11],
      [0, 8],
      [250, 3],
    ] as const)
      assert.ok(!couldBePublic(counting(32, start, step), source), `${start}, ${step}`);
    const half = Uint8Array.from({ length: 16 }, (_, i) => i * i + 3);
    const words = Uint8Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? 7 : i >> 1));
    for (const hash of [Buffer.concat([half, half]), words, randomBytes(31), randomBytes(33)])
      assert.ok(!couldBePublic(hash, source), Buffer.from(hash).toString("hex"));
    for (let i = 0; i < 1000; i++) assert.ok(couldBePublic(randomBytes(32), source));
    assert.ok(couldBePublic(randomBytes(64), null));
    assert.ok(!couldBePublic(counting(64, 0, 1), null));
  });

  it("asks nothing of a public file's own beacon", () => {
    const { powersOfTau, contributions } = done.transcript;
    const powers = powersOfTau.contributions.map((link) => ({
      ...link,
      beacon: link.beacon && { ...link.beacon, hash: "00".repeat(32) },
    }));
    assert.equal(keyKindOf(powers, contributions, false), "rehearsal-INSECURE");
    assert.equal(keyKindOf(powers, contributions, true), "ceremony");
  });

  it("is compared with what its key records", async () => {
    const zkey = await shop.read("cube.zkey");
    await checkTranscriptOfKey(done.transcript, zkey);
    const { contributions, powersOfTau, circuit } = done.transcript;
    const [ada, bo, block] = contributions;
    const published = { ceremony: "PPoT", power: 12, blake2b: "ab".repeat(64) } as const;
    const changes: Partial<CeremonyTranscript>[] = [
      { contributions: [{ ...ada!, name: "Eve" }, bo!, block!] },
      { contributions: [{ ...ada!, hash: "ab".repeat(64) }, bo!, block!] },
      { contributions: [bo!, ada!, block!] },
      { contributions: [ada!, block!] },
      { contributions: [ada!, bo!, { ...block!, beacon: { ...block!.beacon!, iterationsExponent: 11 } }] },
      { keyKind: "rehearsal-INSECURE" },
      { powersOfTau: { ...powersOfTau, published } },
      { circuit: { ...circuit, hash: "ab".repeat(64) } },
    ];
    for (const change of changes)
      await rejectsCode(
        "setup/transcript-other-key",
        checkTranscriptOfKey({ ...done.transcript, ...change }, zkey),
      );
    const { signature } = powersOfTau.contributions[0]!;
    const signed = { contributions: [{ ...ada!, signature }, bo!, block!] };
    await rejectsCode(
      "setup/attestation-signature",
      checkTranscriptOfKey({ ...done.transcript, ...signed }, zkey),
    );
    const development = await createDevelopmentKey({ r1cs: await shop.read("cube.r1cs") });
    await checkTranscriptOfKey(development.transcript, development.zkey);
    await rejectsCode("setup/transcript-other-key", checkTranscriptOfKey(development.transcript, zkey));
  });

  describe("attestations", () => {
    const claim = attest({ phase: "key", position: 1, name: "Ada", hash: "ab".repeat(64) });

    it("are signed as any wallet does (EIP-191)", async () => {
      const key = generatePrivateKey();
      const signed = await signAttestation(claim, key);
      assert.deepEqual(parseAttestation(formatAttestation(signed)), signed);
      await checkSignature(signed);
      const { address, signature } = signed.signature!;
      assert.equal(address, privateKeyToAccount(key).address);
      const message = attestationText(claim);
      assert.ok(
        await verifyMessage({
          message,
          address: address as `0x${string}`,
          signature: signature as `0x${string}`,
        }),
      );
    });

    it("are refused when anything signed was changed", async () => {
      const signed = await signAttestation(claim, generatePrivateKey());
      const changes = [
        { name: "Eve" },
        { position: 2 },
        { phase: "powers of tau" },
        { hash: "00".repeat(64) },
      ];
      for (const change of changes)
        await rejectsCode("setup/attestation-signature", checkSignature({ ...signed, ...change } as never));
      const other = await signAttestation(claim, generatePrivateKey());
      const mixed = { address: other.signature!.address, signature: signed.signature!.signature };
      await rejectsCode("setup/attestation-signature", checkSignature({ ...signed, signature: mixed }));
      await checkSignature(claim);
    });

    it("are read strictly, and a bad private key is not repeated", async () => {
      throwsCode("setup/attestation-json", () => parseAttestation("{"));
      const twice = formatAttestation(claim).replace('"version": 1,', '"version": 2,\n  "version": 1,');
      throwsCode("setup/attestation-form", () => parseAttestation(twice));
      throwsCode("setup/transcript-shape", () => parseAttestation("{}"));
      throwsCode("setup/transcript-shape", () =>
        parseAttestation(formatAttestation({ ...claim, name: "two\nlines" })),
      );
      const error = await rejectsCode("setup/attestation-key", signAttestation(claim, "0xsecret"));
      assert.ok(!error.message.includes("secret"));
    });
  });

  describe("finishing refuses", () => {
    const finish = async (over: Partial<Parameters<typeof finalizeKey>[0]>) => {
      const [zkey, r1cs] = [await shop.read("cube.zkey"), await shop.read("cube.r1cs")];
      const base = { circuit: "cube", zkey, r1cs, ptau: done.files.ptau, announced: "here" };
      return finalizeKey({ ...base, ...over }, shop.vectors);
    };

    it("a beacon that is no public randomness, whoever closed the key: with INSECURE alone", async () => {
      const ada = await shop.read("ada.zkey");
      const close = (hash: Uint8Array) =>
        closeKey(
          { zkey: ada, name: "beacon drand:5600000", beacon: { hash, iterationsExponent: 10 } },
          shop.vectors,
        );
      for (const hash of [new Uint8Array(32), counting(32, 0, 1), randomBytes(31)]) {
        const { zkey } = await close(hash);
        assert.equal(recordedKind(zkey), "rehearsal-INSECURE");
        await rejectsCode("setup/beacon-unannounced", finish({ zkey }));
      }
      const { transcript, verificationKey, verifier } = await finish({
        ...{ zkey: (await close(counting(32, 32, -1))).zkey, insecure: true },
      });
      assert.equal(transcript.keyKind, "rehearsal-INSECURE");
      assert.equal(verificationKey.keyKind, "rehearsal-INSECURE");
      assert.match(verifier.source, /^\/\/ INSECURE rehearsal key: /m);
      assert.match(verifier.source, /INSECURE_DEVELOPMENT_KEY = true;/);
      assert.equal(recordedKind(await shop.read("cube.zkey")), "ceremony");
      assert.equal(done.verificationKey.keyKind, undefined);
      assert.doesNotMatch(done.verifier.source, /INSECURE (rehearsal|development) key/);
    });

    it("an attestation of a contribution that is not there", async () => {
      const attestations = [attest({ phase: "key", position: 1, name: "Ada", hash: "ab".repeat(64) })];
      await rejectsCode("setup/attestation-other", finish({ attestations }));
    });

    it("another circuit's .r1cs", async () => {
      await rejectsCode("setup/other-circuit", finish({ r1cs: r1csFile(squares(2)) }));
    });

    it("sources that make another circuit", async () => {
      const build = await buildCircuit({ main: MAIN, libraries: [done.library] });
      assert.deepEqual(build.source, done.transcript.circuit.source);
      await rejectsCode("setup/source-changed", finish({ build: { ...build, r1cs: r1csFile(squares(2)) } }));
    });
  });

  it("misses a source that is not there", () =>
    rejectsCode("setup/source-missing", recordSources({ main: MAIN, libraries: [shop.path("absent")] })));
});
