// A whole setup again; then each of its links broken, one at a time.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import { waitForReceipt } from "../../../src/evm/client.js";
import { compactKey } from "../../../src/groth16/index.js";
import {
  type CeremonyTranscript,
  type CompiledVerifier,
  closeKey,
  compileVerifier,
  createDevelopmentKey,
  type DevelopmentKey,
  finalizeKey,
  formatTranscript,
  formatVerificationKeyFile,
  replaySetup,
  transcriptMarkdown,
  type VerifierSource,
  verifierSource,
} from "../../../src/setup/index.js";
import { beaconChecks } from "../../../src/setup/replay/beacons.js";
import { codeOnChain, type ReplayFiles } from "../../../src/setup/replay/files.js";
import { rejectsCode } from "../../support/errors.js";
import { evm } from "../../support/evm.js";
import { openWorkshop, type Workshop } from "../support/ceremony.js";
import { type Finished, finishedCeremony } from "../support/finished.js";
import { type Draft, OTHER, TAMPERED } from "./tampered.js";

describe("setup: replay", () => {
  let shop: Workshop;
  let done: Finished;
  before(async () => {
    shop = await openWorkshop();
    done = await finishedCeremony(shop);
  });
  after(() => shop.close());

  const replay = (
    transcript: CeremonyTranscript = done.transcript,
    over: Partial<Parameters<typeof replaySetup>[0]> = {},
  ) => {
    const { files, library, beacons } = done;
    return replaySetup({ transcript, files, libraries: [library], beacons, ...over }, shop.vectors);
  };

  /** Without the circuit's sources, whose compilation takes longer than all the other checks. */
  const unbuilt = (
    transcript: CeremonyTranscript = done.transcript,
    over: Partial<Parameters<typeof replaySetup>[0]> = {},
  ) => replay(transcript, { libraries: [], waive: ["sources"], ...over });

  it("finds every link of an honest setup right, and leaves none out", async () => {
    const { checks, whole, broken, keyKind } = await replay();
    assert.deepEqual([whole, broken, keyKind], [true, undefined, "ceremony"]);
    const status = (id: string) => checks.filter((check) => check.id === id).map((check) => check.status);
    assert.deepEqual(status("deployed"), ["not asked"]);
    assert.ok(checks.every((check) => check.id === "deployed" || check.status === "right"));
    // Sources, build, programs; file, points, 3 links; file, points, 3 links; 2 beacons.
    assert.deepEqual(
      ["sources", "powers", "key", "beacon-value"].map((id) => status(id).length),
      [3, 5, 6, 2],
    );
    const signers = checks.flatMap((check) =>
      check.kind === "contribution" && check.status === "right" ? [check.found.signedBy] : [],
    );
    const named = [...done.transcript.powersOfTau.contributions, ...done.transcript.contributions];
    assert.deepEqual(
      signers,
      named.map(({ signature }) => signature?.address ?? null),
    );
    assert.equal(signers.filter((address) => address !== null).length, 2);
  });

  it("gives a contribution's name as the transcript has it", async () => {
    const draft = structuredClone(done.transcript) as Draft;
    draft.contributions[0]!.name = "Eve\n\u001b[2J";
    const { broken } = await unbuilt(draft);
    assert.deepEqual(broken?.kind === "contribution" && [broken.phase, broken.position, broken.name], [
      "key",
      1,
      "Eve\n\u001b[2J",
    ]);
  });

  for (const [what, id, code, change] of TAMPERED)
    it(`names the link that broke: in the transcript, ${what}`, async () => {
      const draft = structuredClone(done.transcript) as Draft;
      change(draft);
      const { whole, broken, checks } = id === "sources" ? await replay(draft) : await unbuilt(draft);
      assert.deepEqual([whole, broken?.id, broken?.code], [false, id, code]);
      const at = checks.indexOf(broken!);
      assert.ok(checks.slice(at + 1).every(({ status }) => status === "not reached"));
      const before = checks.slice(0, at).filter((check) => id === "sources" || check.id !== "sources");
      assert.ok(before.every(({ status }) => status === "right"));
    });

  const flips: readonly [file: keyof ReplayFiles, id: string][] = [
    ["r1cs", "r1cs"],
    ["ptau", "powers"],
    ["zkey", "key"],
    ["wasm", "program"],
    ["pwit", "program"],
    ["verificationKey", "vkey"],
    ["verifier", "contract"],
  ];
  for (const [file, id] of flips)
    it(`names the link that broke: one bit of the ${file}`, async () => {
      const bytes = await readFile(done.files[file]);
      bytes[bytes.length - 40]! ^= 1;
      const path = shop.path(`flipped-${basename(done.files[file])}`);
      await writeFile(path, bytes);
      const { broken } = await unbuilt(done.transcript, { files: { ...done.files, [file]: path } });
      assert.deepEqual([broken?.id, broken?.code], [id, "setup/replay-different"]);
      const gone = await unbuilt(done.transcript, { files: { ...done.files, [file]: shop.path("absent") } });
      assert.deepEqual([gone.whole, gone.broken], [false, undefined]);
      assert.ok(gone.checks.some((check) => check.id === id && check.status === "not checked"));
    });

  it("names the link that broke: a compact key of another key; asks for none", async () => {
    const path = shop.path("other.pkey");
    await writeFile(path, (await readFile(done.files.pkey)).fill(0, 100, 200));
    const { broken } = await unbuilt(done.transcript, { files: { ...done.files, pkey: path } });
    assert.deepEqual([broken?.id, broken?.code], ["key", "setup/replay-different"]);
    const none = await unbuilt(done.transcript, { files: { ...done.files, pkey: shop.path("absent") } });
    assert.ok(none.whole);
    assert.ok(none.checks.some(({ kind, status }) => kind === "compact-key" && status === "not asked"));
  });

  it("names the link that broke: powers of tau that are not what they say, under their own hash", async () => {
    const bytes = await readFile(done.files.ptau);
    bytes.copyWithin(bytes.length - 64, bytes.length - 128, bytes.length - 64);
    const path = shop.path("points.ptau");
    await writeFile(path, bytes);
    const draft = structuredClone(done.transcript) as Draft;
    draft.powersOfTau.sha256 = createHash("sha256").update(bytes).digest("hex");
    const { broken } = await unbuilt(draft, { files: { ...done.files, ptau: path } });
    assert.equal(broken?.id, "powers");
    assert.match(broken?.code ?? "", /^setup\/(ptau-basis|point-invalid)$/);
  });

  it("takes no beacon's value on trust, and no other than the one looked up", async () => {
    const none = await unbuilt(done.transcript, { beacons: new Map() });
    assert.deepEqual([none.whole, none.broken], [false, undefined]);
    assert.equal(none.checks.filter(({ status }) => status === "not checked").length, 2);
    const waived = await unbuilt(done.transcript, { beacons: new Map(), waive: ["sources", "beacon-value"] });
    assert.ok(waived.whole);
    assert.equal(waived.checks.filter(({ id, status }) => id !== "sources" && status === "waived").length, 2);
    const wrong = new Map([...done.beacons, ["drand:5600000", OTHER]]);
    const { broken } = await unbuilt(done.transcript, { beacons: wrong, waive: ["sources", "beacon-value"] });
    assert.deepEqual([broken?.id, broken?.code], ["beacon-value", "setup/replay-different"]);
  });

  it("asks for no value of a beacon in the public's file", async () => {
    const draft = structuredClone(done.transcript) as Draft;
    const open = (t: CeremonyTranscript) => beaconChecks(t, new Map()).map(({ run }) => run());
    for (const run of open(draft)) await rejectsCode("setup/replay-beacon", run);
    draft.powersOfTau.published = { ceremony: "PPoT", power: 12, blake2b: OTHER + OTHER };
    const [powers, key] = open(draft);
    assert.deepEqual(await powers, {
      published: "PPoT",
      hash: draft.powersOfTau.contributions.at(-1)!.beacon!.hash,
    });
    await rejectsCode("setup/replay-beacon", key!);
  });

  it("says what it cannot do without the sources", async () => {
    const { whole, broken, checks } = await replay(done.transcript, { libraries: [] });
    assert.deepEqual([whole, broken], [false, undefined]);
    assert.deepEqual(
      checks.filter(({ status }) => status === "not checked").map(({ id }) => id),
      ["sources", "sources", "sources"],
    );
    const unnamed = structuredClone(done.transcript) as Draft;
    unnamed.circuit.source = null;
    unnamed.circuit.program = null;
    const without = await unbuilt(unnamed);
    assert.ok(without.whole);
    assert.equal(without.checks.filter(({ status }) => status === "waived").length, 4);
  });

  it("compares the code on chain: the verifier deployed, another key's, none", async () => {
    const { url, wallets } = await evm();
    const deployed = async ({ abi, bytecode }: CompiledVerifier): Promise<string> => {
      const [wallet] = wallets;
      const hash = await wallet!.deployContract({ abi, bytecode, args: [] });
      return (await waitForReceipt(wallet!, hash)).contractAddress!;
    };
    const last = async (address: string, rpc = url) =>
      (await unbuilt(done.transcript, { deployed: { rpc, address } })).checks.at(-1)!;
    const right = await deployed(compileVerifier(done.verifier));
    const found = await last(right);
    assert.ok(found.kind === "deployed-code" && found.status === "right");
    assert.equal(found.found.address, right);
    const { verificationKey } = await createDevelopmentKey({ r1cs: await shop.read("cube.r1cs") });
    const other = await deployed(compileVerifier(verifierSource({ verificationKey, circuit: "cube" })));
    const wrong = await last(other);
    assert.deepEqual([wrong.status, wrong.code], ["broken", "setup/replay-different"]);
    const none = await last(`0x${"11".repeat(20)}`);
    assert.deepEqual([none.status, none.code], ["broken", "setup/replay-no-code"]);
  });

  it("does not take just any answer for a node's", async () => {
    const server = createServer((_, response) =>
      response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: "hello" })),
    ).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await rejectsCode("setup/replay-rpc", codeOnChain({ rpc, address: "0x" }));
    await new Promise((resolve) => server.close(resolve));
    await rejectsCode("setup/replay-rpc", codeOnChain({ rpc, address: "0x" }));
  });

  it("compares the page beside the transcript, where there is one", async () => {
    const page = shop.path("page.transcript.md");
    const files = { ...done.files, page };
    await writeFile(page, transcriptMarkdown(done.transcript));
    const { whole, checks } = await unbuilt(done.transcript, { files });
    assert.deepEqual([whole, checks.at(-1)!.id, checks.at(-1)!.status], [true, "page", "right"]);
    await writeFile(page, transcriptMarkdown(done.transcript).replace("Bo", "Eve"));
    const { broken } = await unbuilt(done.transcript, { files });
    assert.deepEqual([broken?.id, broken?.code], ["page", "setup/replay-different"]);
    assert.ok(!(await unbuilt()).checks.some(({ id }) => id === "page"));
  });

  it("passes over no witness program that the transcript does not name", async () => {
    const draft = structuredClone(done.transcript) as Draft;
    draft.circuit.program!.pwitSha256 = null;
    const { broken } = await unbuilt(draft);
    assert.deepEqual([broken?.id, broken?.code], ["program", "setup/replay-stray"]);
    const files = { ...done.files, pwit: shop.path("absent") };
    assert.equal((await unbuilt(draft, { files })).whole, true);
    draft.circuit.program = null;
    draft.circuit.source = null;
    const { checks } = await unbuilt(draft);
    assert.match(checks.find(({ kind }) => kind === "programs")!.message!, /cube\.wasm and cube\.pwit/);
  });

  it("does not call a ceremony's what a constant beacon closed", async () => {
    const hash = new Uint8Array(32);
    const constant = { name: "beacon drand:1", beacon: { hash, iterationsExponent: 10 } };
    const { zkey } = await closeKey({ zkey: await shop.read("ada.zkey"), ...constant }, shop.vectors);
    const r1cs = await shop.read("cube.r1cs");
    const about = { circuit: "cube", zkey, r1cs, ptau: done.files.ptau, announced: "here", insecure: true };
    const { transcript, verificationKey, verifier } = await finalizeKey(about, shop.vectors);
    const files = {
      ...{ ...done.files, zkey: shop.path("constant.zkey"), pkey: shop.path("absent") },
      verificationKey: shop.path("constant.vkey.json"),
      verifier: shop.path("Constant.sol"),
    };
    await writeFile(files.zkey, zkey);
    await writeFile(files.verificationKey, formatVerificationKeyFile(verificationKey));
    await writeFile(files.verifier, verifier.source);
    const beacons = new Map([...done.beacons, ["drand:1", "00".repeat(32)]]);
    const bare = { files, beacons, waive: ["sources", "program"] };
    const { broken } = await unbuilt({ ...transcript, keyKind: "ceremony" }, bare);
    assert.deepEqual([broken?.id, broken?.code], ["kind", "setup/replay-different"]);

    const rehearsal = async () => (await unbuilt({ ...transcript, circuit: named }, bare)).broken;
    const named = { ...transcript.circuit, program: done.transcript.circuit.program };
    assert.equal(await rehearsal(), undefined);
    const { keyKind: _, ...unmarked } = verificationKey;
    await writeFile(files.verificationKey, formatVerificationKeyFile(unmarked));
    const without = await rehearsal();
    assert.deepEqual([without?.id, without?.code], ["vkey", "setup/replay-different"]);
  });

  describe("of a development key", () => {
    let input: Parameters<typeof replaySetup>[0];
    let made: DevelopmentKey;
    before(async () => {
      made = await createDevelopmentKey({ r1cs: await shop.read("cube.r1cs") });
      const { zkey, verificationKey, transcript } = made;
      const absent = shop.path("absent");
      const files = {
        ...{ ...done.files, wasm: absent, pwit: absent, pkey: absent },
        zkey: shop.path("dev.zkey"),
        verificationKey: shop.path("dev.vkey.json"),
        verifier: shop.path("DevVerifier.sol"),
      };
      await writeFile(files.zkey, zkey);
      await writeFile(files.verificationKey, formatVerificationKeyFile(verificationKey));
      input = { transcript, files, waive: ["sources"] };
    });
    const dev = (files: Partial<ReplayFiles> = {}, over: Partial<typeof input> = {}) =>
      replaySetup({ ...input, files: { ...input.files, ...files }, ...over }, shop.vectors);
    const statusOf = async (id: string, ...args: Parameters<typeof dev>) =>
      (await dev(...args)).checks.filter((check) => check.id === id).at(-1)!;

    it("makes it again, and says what it is", async () => {
      assert.match(formatTranscript(input.transcript), /INSECURE/);
      const right = await dev();
      assert.deepEqual([right.whole, right.keyKind], [true, "development-INSECURE"]);
      assert.deepEqual(
        right.checks.filter(({ status }) => status === "not asked").map(({ id }) => id),
        ["program", "key", "contract", "deployed"],
      );
      const changed = { ...input.transcript, seed: "another" } as typeof input.transcript;
      const { broken } = await dev({}, { transcript: changed });
      assert.deepEqual([broken?.id, broken?.code], ["key", "setup/replay-different"]);
    });

    it("passes over nothing that lies beside it", async () => {
      const { wasm, pwit } = done.files;
      for (const files of [{ wasm }, { pwit }]) {
        const open = await dev(files);
        assert.deepEqual([open.whole, open.broken], [false, undefined]);
        assert.equal((await statusOf("program", files)).status, "not checked");
        assert.ok((await dev(files, { waive: ["sources", "program"] })).whole);
      }
      const other = await statusOf("key", { pkey: done.files.pkey });
      assert.deepEqual([other.status, other.code], ["broken", "setup/replay-different"]);
      const pkey = shop.path("dev.pkey");
      await writeFile(pkey, await compactKey(made.zkey));
      assert.equal((await statusOf("key", { pkey })).status, "right");
      const { verifier } = input.files;
      const { verificationKey } = made;
      for (const batch of [false, true]) {
        await writeFile(verifier, verifierSource({ verificationKey, circuit: "dev", batch }).source);
        assert.equal((await statusOf("contract")).status, "right");
      }
      await writeFile(verifier, done.verifier.source);
      const wrong = await statusOf("contract");
      assert.deepEqual([wrong.status, wrong.code], ["broken", "setup/replay-different"]);
      await rm(verifier);
    });

    it("compares the code on chain, and names a node that does not answer", async () => {
      const { url, wallets } = await evm();
      const [wallet] = wallets;
      const deploy = async (source: VerifierSource): Promise<string> => {
        const { abi, bytecode } = compileVerifier(source);
        const hash = await wallet!.deployContract({ abi, bytecode, args: [] });
        return (await waitForReceipt(wallet!, hash)).contractAddress!;
      };
      const code = async (address: string, rpc = url) =>
        statusOf("deployed", {}, { deployed: { rpc, address } });
      const own = verifierSource({ verificationKey: made.verificationKey, circuit: "dev" });
      assert.equal((await code(await deploy(own))).status, "right");
      const wrong = await code(await deploy(done.verifier));
      assert.deepEqual([wrong.status, wrong.code], ["broken", "setup/replay-different"]);
      const dead = await code(`0x${"11".repeat(20)}`, "http://127.0.0.1:9");
      assert.deepEqual([dead.status, dead.code], ["not checked", "setup/replay-rpc"]);
    });
  });
});
