// Which kind of key a command runs on: told by the transcript beside it, and by nothing else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Circuit, loadCircuit, loadVerifyingCircuit } from "../../src/cli/circuit.js";
import { Output } from "../../src/cli/output.js";
import {
  compactKey,
  createProver,
  formatWitnessProgram,
  parseWitnessProgram,
} from "../../src/groth16/index.js";
import {
  closeKey,
  createDevelopmentKey,
  exportVerificationKey,
  formatTranscript,
  formatVerificationKeyFile,
  verificationKeyHash,
} from "../../src/setup/index.js";
import { openWorkshop, type Workshop } from "../setup/support/ceremony.js";
import { type Finished, finishedCeremony } from "../setup/support/finished.js";
import { rejectsCode } from "../support/errors.js";

describe("cli: a circuit's key", () => {
  let shop: Workshop;
  let done: Finished;
  let file: (suffix: string) => string;
  before(async () => {
    shop = await openWorkshop();
    done = await finishedCeremony(shop);
    file = (suffix) => join(shop.path("artifacts"), "cube", `cube.${suffix}`);
    await mkdir(join(shop.path("artifacts"), "cube"), { recursive: true });
    await copyFile(done.files.wasm, file("wasm"));
    await copyFile(done.files.zkey, file("zkey"));
    await copyFile(done.files.verificationKey, file("vkey.json"));
    await copyFile(done.files.r1cs, file("r1cs"));
  });
  after(() => shop.close());

  const prover = async ({ wasm, zkey }: Circuit) => {
    const prover = await createProver({ wasm, zkey }, { threads: 1 });
    return { prove: prover.prove.bind(prover), close: () => prover.close() };
  };
  const load = () =>
    loadCircuit("cube", new Output(true), new AbortController().signal, shop.path("artifacts"));

  it("is no ceremony's without its transcript", async () => {
    await rejectsCode("cli/read", load());
  });

  it("is of the kind that its transcript says", async () => {
    await writeFile(file("transcript.json"), formatTranscript(done.transcript));
    assert.equal((await load()).label, "ceremony key");
    const rehearsal = { ...done.transcript, keyKind: "rehearsal-INSECURE" } as const;
    await writeFile(file("transcript.json"), formatTranscript(rehearsal));
    assert.equal((await load()).label, "rehearsal key, INSECURE");
  });

  it("is enough to verify with where it is the verification key alone, with its transcript", async () => {
    const folder = shop.path("published");
    const at = (suffix: string) => join(folder, "cube", `cube.${suffix}`);
    await mkdir(join(folder, "cube"), { recursive: true });
    const verifying = () =>
      loadVerifyingCircuit("cube", new Output(true), new AbortController().signal, folder);
    const transcribe = (change: object) =>
      writeFile(at("transcript.json"), formatTranscript({ ...done.transcript, ...change }));
    await rejectsCode("cli/read", verifying());
    await copyFile(done.files.verificationKey, at("vkey.json"));
    await rejectsCode("cli/read", verifying());
    await transcribe({});
    const { label, verificationKey } = await verifying();
    assert.equal(label, "ceremony key");
    assert.equal(verificationKeyHash(verificationKey), done.transcript.verificationKeySha256);
    await transcribe({ keyKind: "rehearsal-INSECURE" });
    assert.equal((await verifying()).label, "rehearsal key, INSECURE");
    await transcribe({ verificationKeySha256: "ab".repeat(32) });
    await rejectsCode("cli/key", verifying());
    const closing = done.transcript.contributions.at(-1)!;
    const constant = { ...closing, beacon: { ...closing.beacon!, hash: "07".repeat(32) } };
    await transcribe({ contributions: done.transcript.contributions.with(-1, constant) });
    await rejectsCode("cli/key", verifying());
    await transcribe({});
    const marked = { ...verificationKey, keyKind: "development-INSECURE" };
    await writeFile(at("vkey.json"), formatVerificationKeyFile(marked as never));
    await rejectsCode("cli/key", verifying());
  });

  it("is read in its compact form where that is there, with the straight-line program that its transcript names", async () => {
    await writeFile(file("transcript.json"), formatTranscript(done.transcript));
    await copyFile(done.files.pkey, file("pkey"));
    await copyFile(done.files.pwit, file("pwit"));
    await rm(file("zkey"));
    await rm(file("wasm"));
    const key = await load();
    assert.equal(key.label, "ceremony key");
    assert.deepEqual(key.zkey, new Uint8Array(await readFile(done.files.pkey)));
    assert.deepEqual(key.wasm, new Uint8Array(await readFile(done.files.pwit)));
    const { prove, close } = await prover(key);
    assert.equal((await prove({ x: 3n })).publicSignals[0], "32");
    await close();
    await writeFile(file("pwit"), "another program");
    await rejectsCode("cli/key", load());
    // A transcript that names no straight-line program says nothing of the file: circom's is taken.
    const program = { ...done.transcript.circuit.program!, pwitSha256: null };
    const circuit = { ...done.transcript.circuit, program };
    await writeFile(file("transcript.json"), formatTranscript({ ...done.transcript, circuit }));
    await rejectsCode("cli/read", load());
    await copyFile(done.files.wasm, file("wasm"));
    assert.deepEqual((await load()).wasm, new Uint8Array(await readFile(done.files.wasm)));
    await rm(file("pwit"));
    await copyFile(done.files.zkey, file("zkey"));
  });

  it("is refused in the compact form of another key, or of a development key", async () => {
    await writeFile(file("transcript.json"), formatTranscript(done.transcript));
    await writeFile(file("pkey"), await compactKey(await shop.read("ada.zkey")));
    const other = await rejectsCode("cli/key", load());
    assert.match(other.hint!, /psephos compact key/);
    const { zkey } = await createDevelopmentKey({ r1cs: await readFile(file("r1cs")) });
    await writeFile(file("pkey"), await compactKey(zkey));
    await rejectsCode("cli/key", load());
    await rm(file("pkey"));
    assert.equal((await load()).label, "ceremony key");
  });

  it("is refused beside another witness program than its transcript names", async () => {
    await writeFile(file("wasm"), "another program");
    await rejectsCode("cli/key", load());
    await copyFile(done.files.wasm, file("wasm"));
  });

  it("is refused beside another key's transcript, or as a development key in disguise", async () => {
    const other = { ...done.transcript, zkeySha256: "ab".repeat(32) };
    await writeFile(file("transcript.json"), formatTranscript(other));
    await rejectsCode("cli/key", load());
    const { zkey, verificationKey } = await createDevelopmentKey({ r1cs: await readFile(file("r1cs")) });
    const { keyKind: _, ...unmarked } = verificationKey;
    await writeFile(file("zkey"), zkey);
    await writeFile(file("vkey.json"), formatVerificationKeyFile(unmarked));
    await rejectsCode("cli/key", load());
  });

  it("is no ceremony's when a constant beacon closed it, whatever its transcript says", async () => {
    const constant = { hash: new Uint8Array(32), iterationsExponent: 10 };
    const name = "beacon drand:5600000";
    const { zkey } = await closeKey(
      { zkey: await shop.read("ada.zkey"), name, beacon: constant },
      shop.vectors,
    );
    const verificationKey = await exportVerificationKey(zkey);
    await writeFile(file("zkey"), zkey);
    await writeFile(file("vkey.json"), formatVerificationKeyFile(verificationKey));
    const hashes = {
      zkeySha256: createHash("sha256").update(zkey).digest("hex"),
      verificationKeySha256: verificationKeyHash(verificationKey),
    };
    const write = (keyKind: "ceremony" | "rehearsal-INSECURE") =>
      writeFile(file("transcript.json"), formatTranscript({ ...done.transcript, ...hashes, keyKind }));
    await write("ceremony");
    await rejectsCode("cli/key", load());
    await write("rehearsal-INSECURE");
    assert.equal((await load()).label, "rehearsal key, INSECURE");
  });

  it("is a development key where there is no other, read in its compact form once that is there", async () => {
    await rm(file("zkey"));
    const made = await load();
    assert.equal(made.label, "development key, INSECURE");
    const compact = await compactKey(made.zkey);
    await writeFile(file("dev-INSECURE.pkey"), compact);
    // The proving key is not read, neither to prove nor to verify.
    await writeFile(file("dev-INSECURE.zkey"), "rubbish");
    assert.deepEqual((await load()).zkey, compact);
    await rm(file("vkey.json"));
    const verifying = await loadVerifyingCircuit(
      "cube",
      new Output(true),
      new AbortController().signal,
      shop.path("artifacts"),
    );
    assert.deepEqual(verifying.verificationKey, made.verificationKey);
    await copyFile(done.files.pwit, file("pwit"));
    assert.deepEqual((await load()).wasm, new Uint8Array(await readFile(done.files.pwit)));
    const stale = parseWitnessProgram(await readFile(done.files.pwit));
    await writeFile(file("pwit"), formatWitnessProgram({ ...stale, r1csSha256: new Uint8Array(32) }));
    assert.deepEqual((await load()).wasm, made.wasm, "circom's, where the other is of another circuit");
    // One of another key is left alone, and the key made anew.
    await copyFile(done.files.pkey, file("dev-INSECURE.pkey"));
    assert.deepEqual((await load()).zkey, made.zkey);
  });
});
