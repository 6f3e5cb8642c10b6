import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as snarkjs from "snarkjs";
import {
  createProver,
  createVerifier,
  createWitnessCalculator,
  formatWtns,
  type Prover,
  parseProof,
} from "../../src/groth16/index.js";
import {
  type CircuitFiles,
  endSnarkjs,
  snarkjsCurve,
  TINY_INPUT,
  TINY_SIGNALS,
  tinyCircuit,
} from "./support/circuit.js";
import { coded } from "./support/errors.js";

/** Where the bytes of each section of a .zkey begin. */
function zkeySections(zkey: Uint8Array): Map<number, number> {
  const view = new DataView(zkey.buffer, zkey.byteOffset, zkey.byteLength);
  const places = new Map<number, number>();
  for (let at = 12; at < zkey.length; at += 12 + Number(view.getBigUint64(at + 4, true)))
    places.set(view.getUint32(at, true), at + 12);
  return places;
}

describe("groth16 prover", () => {
  let files: CircuitFiles;
  let prover: Prover;
  before(async () => {
    files = await tinyCircuit();
    prover = await createProver(files);
  });
  after(async () => {
    await prover.close();
    await endSnarkjs();
  });

  it("proves what snarkjs and our verifier accept", async () => {
    const { proof, publicSignals } = await prover.prove(TINY_INPUT);
    assert.deepEqual(publicSignals, [...TINY_SIGNALS]);
    parseProof(proof);
    const plain = JSON.parse(JSON.stringify(proof));
    assert.equal(await snarkjs.groth16.verify(files.verificationKey, publicSignals, plain), true);
    await using verifier = await createVerifier(files.verificationKey);
    assert.equal(await verifier.verify({ proof, publicSignals }), true);
  });

  it("is there before the key's points are checked, says what is wrong with them when it proves, and has then closed itself", async () => {
    const zkey = files.zkey.slice();
    zkey[zkeySections(zkey).get(5)! + 8]! ^= 1; // a point of A
    for (const options of [{}, { threads: 1 }, { threads: 2 }, { threads: 4 }]) {
      const ours = await createProver({ ...files, zkey }, options);
      for (let i = 0; i < 2; i++)
        await assert.rejects(ours.prove(TINY_INPUT), coded("groth16/point-not-on-curve"));
      await ours.close();
    }
  });

  it("blinds: two proofs of one input differ in every point", async () => {
    const [one, two] = await Promise.all([prover.prove(TINY_INPUT), prover.prove(TINY_INPUT)]);
    assert.notDeepEqual(one.proof.pi_a, two.proof.pi_a);
    assert.notDeepEqual(one.proof.pi_b, two.proof.pi_b);
    assert.notDeepEqual(one.proof.pi_c, two.proof.pi_c);
    assert.deepEqual(one.publicSignals, two.publicSignals);
  });

  it("leaves what it was given as it was", async () => {
    const given = { wasm: files.wasm.slice(), zkey: files.zkey.slice() };
    const input = structuredClone(TINY_INPUT);
    const ours = await createProver(given);
    await ours.prove(input);
    await ours.close();
    assert.deepEqual(given.wasm, files.wasm);
    assert.deepEqual(given.zkey, files.zkey);
    assert.deepEqual(input, TINY_INPUT);
  });

  it("takes Node's Buffers for what they are", async () => {
    const wtns = formatWtns(await (await createWitnessCalculator(files.wasm)).calculate(TINY_INPUT));
    const given = { wasm: Buffer.from(files.wasm), zkey: Buffer.from(files.zkey), wtns: Buffer.from(wtns) };
    for (const threads of [1, 2]) {
      await using theirs = await createProver(given, { threads });
      assert.deepEqual((await theirs.prove(TINY_INPUT)).publicSignals, [...TINY_SIGNALS]);
      assert.deepEqual((await theirs.proveWitness(given.wtns)).publicSignals, [...TINY_SIGNALS]);
    }
    assert.deepEqual(new Uint8Array(given.zkey), files.zkey);
    assert.deepEqual(new Uint8Array(given.wtns), wtns);
  });

  it("tells its progress, ending at 1", async () => {
    const seen: number[] = [];
    await prover.prove(TINY_INPUT, { onProgress: ({ fraction }) => seen.push(fraction) });
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
    assert.equal(seen[0], 0);
    assert.equal(seen.at(-1), 1);
  });

  it("stops when told to, before and during, and goes on working", async () => {
    const reason = new Error("enough");
    await assert.rejects(prover.prove(TINY_INPUT, { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    await assert.rejects(
      prover.prove(TINY_INPUT, {
        signal: controller.signal,
        onProgress: ({ stage }) => stage === "proof" && controller.abort(reason),
      }),
      reason,
    );
    assert.deepEqual((await prover.prove(TINY_INPUT)).publicSignals, [...TINY_SIGNALS]);
  });

  it("refuses inputs that break the circuit's rules, and says where", async () => {
    await assert.rejects(prover.prove({ ...TINY_INPUT, total: 196 }), (error: unknown) => {
      coded("groth16/unsatisfied")(error);
      assert.match(String((error as { hint?: string }).hint), /template Tiny_\d+ line: 12/);
      return true;
    });
  });

  it("refuses files that are not the circuit's", async () => {
    const html = new TextEncoder().encode("<!doctype html><title>404</title>");
    await assert.rejects(createProver({ ...files, wasm: html }), coded("groth16/file-html"));
    await assert.rejects(createProver({ ...files, zkey: html }), coded("groth16/file-html"));
    for (const wrong of [
      { wasm: files.wasm },
      { ...files, wasm: null },
      { ...files, zkey: 7 },
      null,
      1,
      "c.zkey",
    ])
      await assert.rejects(createProver(wrong as never), coded("groth16/source-shape"));
    await assert.rejects(createProver(files, null as never), coded("groth16/source-shape"));
  });

  it("calls a PLONK or FFLONK key what it is", async () => {
    const { plonk, fflonk } = snarkjs as unknown as Record<
      string,
      { setup: (...files: unknown[]) => Promise<void> }
    >;
    const [one, two, ptau] = Array.from(
      { length: 3 },
      () => ({ type: "mem" }) as { type: "mem"; data?: Uint8Array },
    );
    await snarkjs.powersOfTau.newAccumulator(await snarkjsCurve(), 7, one);
    await snarkjs.powersOfTau.contribute(one, two, "test", "entropy of a test");
    await snarkjs.powersOfTau.preparePhase2(two, ptau);
    for (const [name, scheme] of [
      ["PLONK", plonk],
      ["FFLONK", fflonk],
    ] as const) {
      const zkey: { type: "mem"; data?: Uint8Array } = { type: "mem" };
      await scheme!.setup(files.r1cs, ptau, zkey);
      await assert.rejects(
        createProver({ zkey: new Uint8Array(zkey.data!) }),
        coded("groth16/zkey-protocol", new RegExp(`is a key for ${name}, not for Groth16`)),
      );
    }
  });

  it("takes files that are still on their way", async () => {
    const wasm = new Blob([files.wasm as Uint8Array<ArrayBuffer>]).stream();
    await using streaming = await createProver({ wasm, zkey: Promise.resolve(files.zkey) });
    assert.deepEqual((await streaming.prove(TINY_INPUT)).publicSignals, [...TINY_SIGNALS]);
  });

  it("proves witnesses made elsewhere, with or without the witness program", async () => {
    const wtns: { type: "mem"; data?: Uint8Array } = { type: "mem" };
    await snarkjs.wtns.calculate(structuredClone(TINY_INPUT) as never, files.wasm, wtns);
    await using keyOnly = await createProver({ zkey: files.zkey });
    await using verifier = await createVerifier(files.verificationKey);
    for (const any of [prover, keyOnly]) {
      assert.equal(await verifier.verify(await any.proveWitness(new Uint8Array(wtns.data!))), true);
    }
    await assert.rejects(keyOnly.prove(TINY_INPUT), coded("groth16/no-witness-program"));
    const short = formatWtns(new Uint8Array(32).fill(1, 0, 1));
    await assert.rejects(
      keyOnly.proveWitness(short),
      coded("groth16/key-mismatch", /but this witness has 1$/),
    );
    await assert.rejects(keyOnly.proveWitness(new Uint8Array(7)), coded("groth16/file-magic"));
  });

  it("proves on as many threads as it is told to", async () => {
    await using verifier = await createVerifier(files.verificationKey);
    for (const threads of [1, 2, 4]) {
      await using some = await createProver(files, { threads });
      const proofs = await Promise.all([some.prove(TINY_INPUT), some.prove(TINY_INPUT)]);
      for (const proof of proofs) assert.equal(await verifier.verify(proof), true);
    }
    await assert.rejects(createProver(files, { threads: 0 }), coded("engine/thread-count"));
  });

  it("begins before its workers have started, and proves on the calling thread if they do not", async () => {
    const scope = globalThis as { Worker?: unknown };
    scope.Worker = class {
      onerror: ((event: unknown) => void) | undefined;
      constructor() {
        setTimeout(() => this.onerror?.({ message: "blocked by the policy", preventDefault() {} }), 20);
      }
      postMessage() {}
      terminate() {}
    };
    try {
      await using alone = await createProver(files);
      await using verifier = await createVerifier(files.verificationKey);
      const seen: number[] = [];
      for (let i = 0; i < 3; i++)
        assert.equal(
          await verifier.verify(
            await alone.prove(TINY_INPUT, { onProgress: ({ fraction }) => seen.push(i + fraction) }),
          ),
          true,
        );
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => a - b),
      );
    } finally {
      delete scope.Worker;
    }
  });

  it("proves while its first thread moves to a worker, and then", async () => {
    await using some = await createProver(files, { threads: 2 });
    await using verifier = await createVerifier(files.verificationKey);
    for (let i = 0; i < 20; i++) assert.equal(await verifier.verify(await some.prove(TINY_INPUT)), true);
  });

  it("closes twice, and proves no more", async () => {
    for (const options of [{}, { threads: 1 }, { threads: 2 }]) {
      const closing = await createProver(files, options);
      const last = closing.prove(TINY_INPUT);
      const refused = assert.rejects(last, coded("groth16/closed"));
      await closing.close();
      await closing.close();
      await refused;
      await assert.rejects(closing.prove(TINY_INPUT), coded("groth16/closed"));
    }
  });

  it("leaves a witness that was given to it as it was", async () => {
    const wtns = formatWtns(await (await createWitnessCalculator(files.wasm)).calculate(TINY_INPUT));
    const before = wtns.slice();
    await prover.proveWitness(wtns);
    assert.deepEqual(wtns, before);
  });

  it("lets the process end by itself", async () => {
    const folder = await mkdtemp(join(tmpdir(), "psephos-groth16-"));
    try {
      for (const name of ["wasm", "zkey"] as const) await writeFile(join(folder, name), files[name]);
      await writeFile(join(folder, "vkey"), JSON.stringify(files.verificationKey));
      const script = join(import.meta.dirname, "support", "prove-and-exit.ts");
      const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, folder], {
        timeout: 240_000,
      });
      assert.equal(stdout, "verified: true\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
