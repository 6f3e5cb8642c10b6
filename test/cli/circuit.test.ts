// Which kind of key a command runs on: told by the transcript beside it, and by nothing else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadCircuit, loadVerifyingCircuit } from "../../src/cli/circuit.js";
import { Output } from "../../src/cli/output.js";
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

  it("is a development key where there is no other", async () => {
    await rm(file("zkey"));
    assert.equal((await load()).label, "development key, INSECURE");
  });
});
