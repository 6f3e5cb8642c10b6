/** psephos-groth16's face of snarkjs, asked the same as snarkjs itself. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as theirs from "snarkjs";
import * as ours from "../../packages/groth16/src/main/index.js";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { endSnarkjs, TINY_INPUT, TINY_SIGNALS, tinyCircuit } from "../groth16/support/circuit.js";
import { coded } from "../groth16/support/errors.js";

type Files = Awaited<ReturnType<typeof tinyCircuit>>;
/** Either side, under the one signature. */
type Snarkjs = Pick<typeof theirs, "groth16" | "wtns">;

describe("psephos-groth16: snarkjs's functions", () => {
  let files: Files;
  let folder: string;
  const path = (name: string) => join(folder, name);
  const sides: readonly [string, Snarkjs][] = [
    ["snarkjs", theirs],
    ["psephos-groth16", ours as unknown as Snarkjs], // its own types are stricter: readonly inputs, more kinds of files
  ];
  before(async () => {
    files = await tinyCircuit();
    folder = await mkdtemp(join(tmpdir(), "psephos-groth16-"));
    await writeFile(path("c.wasm"), files.wasm);
    await writeFile(path("c.zkey"), files.zkey);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await endSnarkjs();
  });
  const input = TINY_INPUT as unknown as theirs.CircuitSignals;

  for (const [name, { groth16, wtns }] of sides)
    describe(`as ${name} has them`, () => {
      const verifiedByBoth = async (proof: theirs.Groth16Proof, publicSignals: theirs.PublicSignals) => {
        assert.deepEqual(publicSignals, [...TINY_SIGNALS]);
        for (const [, side] of sides)
          assert.equal(await side.groth16.verify(files.verificationKey, publicSignals, proof), true);
      };

      it("prove from paths and from bytes what both verify", async () => {
        for (const [wasm, zkey] of [
          [path("c.wasm"), path("c.zkey")],
          [files.wasm, files.zkey],
          [
            { type: "mem", data: files.wasm },
            { type: "mem", data: files.zkey },
          ],
        ] as const) {
          const { proof, publicSignals } = await groth16.fullProve(input, wasm as never, zkey as never);
          await verifiedByBoth(proof, publicSignals);
        }
      });

      it("prove a witness from memory and from a path", async () => {
        const memory: { type: "mem"; data?: Uint8Array } = { type: "mem" };
        await wtns.calculate(input, path("c.wasm"), memory);
        await wtns.calculate(input, files.wasm, path(`${name}.wtns`));
        assert.deepEqual(new Uint8Array(await readFile(path(`${name}.wtns`))), new Uint8Array(memory.data!));
        for (const witness of [memory, path(`${name}.wtns`)] as const) {
          const { proof, publicSignals } = await groth16.prove(path("c.zkey"), witness as never);
          await verifiedByBoth(proof, publicSignals);
        }
      });

      it("take numbers, texts in decimal and hex, negative ones, flat and nested lists", async () => {
        const { factor, label, total } = TINY_INPUT;
        for (const written of [
          { factor: "0x3", grid: [11, "5", "0x7", 13n], label, total },
          { factor: factor - SCALAR_FIELD_ORDER, grid: TINY_INPUT.grid, label: `${label}`, total },
          { factor: factor + SCALAR_FIELD_ORDER, grid: [[11], [[5], 7, [13]]], label, total: 195 },
        ]) {
          const { proof, publicSignals } = await groth16.fullProve(written as never, files.wasm, files.zkey);
          await verifiedByBoth(proof, publicSignals);
        }
      });

      it("refuse inputs that are not the circuit's, or break its rules", async () => {
        const { factor: _, ...missing } = TINY_INPUT;
        for (const wrong of [
          missing,
          { ...TINY_INPUT, other: 1 },
          { ...TINY_INPUT, total: 196 },
          { ...TINY_INPUT, grid: [1, 2, 3] },
          { ...TINY_INPUT, factor: "three" },
          { ...TINY_INPUT, factor: null },
        ])
          await assert.rejects(groth16.fullProve(wrong as never, files.wasm, files.zkey));
      });

      it("say false of another statement, of a signal plus r, and of a point off its curve", async () => {
        const { proof, publicSignals } = await groth16.fullProve(input, files.wasm, files.zkey);
        const { verificationKey } = files;
        const plusR = publicSignals.with(0, `${BigInt(publicSignals[0]!) + SCALAR_FIELD_ORDER}` as never);
        assert.equal(await groth16.verify(verificationKey, publicSignals.with(0, "17"), proof), false);
        assert.equal(await groth16.verify(verificationKey, plusR, proof), false);
        const off = { ...proof, pi_a: ["1", "1", "1"] };
        assert.equal(await groth16.verify(verificationKey, publicSignals, off as never), false);
      });
    });

  it("write the same witness, and the same call data", async () => {
    const [a, b]: { type: "mem"; data?: Uint8Array }[] = [{ type: "mem" }, { type: "mem" }];
    await theirs.wtns.calculate(input, files.wasm, a!);
    await ours.wtns.calculate(TINY_INPUT, files.wasm, b as ours.MemoryFile);
    assert.deepEqual(new Uint8Array(b!.data!), new Uint8Array(a!.data!));
    const { proof, publicSignals } = await ours.groth16.fullProve(TINY_INPUT, files.wasm, files.zkey);
    assert.equal(
      await ours.groth16.exportSolidityCallData(proof, publicSignals),
      await theirs.groth16.exportSolidityCallData(proof as never, publicSignals as never),
    );
  });

  it("differ where the table in the documents says so", async () => {
    const { proof, publicSignals } = await ours.groth16.fullProve(TINY_INPUT, files.wasm, files.zkey);
    const asked = async (signals: readonly string[], of: unknown = proof) => [
      await theirs.groth16.verify(files.verificationKey, [...signals] as never, of as never),
      await ours.groth16.verify(files.verificationKey, signals, of),
    ];
    assert.deepEqual(
      await asked([`0x${BigInt(publicSignals[0]!).toString(16)}`, ...publicSignals.slice(1)]),
      [true, false],
    );
    assert.deepEqual(await asked([`0${publicSignals[0]}`, ...publicSignals.slice(1)]), [true, false]);
    const [x, ...rest] = proof.pi_a;
    const plusP = { ...proof, pi_a: [`${BigInt(x!) + BASE_FIELD_ORDER}`, ...rest] };
    assert.deepEqual(await asked(publicSignals, plusP), [true, false]);
    const complaints: string[] = [];
    const logger = { error: (message: string) => complaints.push(message) };
    assert.equal(await ours.groth16.verify(files.verificationKey, publicSignals, plusP, logger), false);
    assert.match(complaints.join(), /pi_a\[0\] is not below the order/);
    // What has not the form of a proof is an error here and a TypeError there.
    await assert.rejects(
      ours.groth16.verify(files.verificationKey, publicSignals, null),
      coded("groth16/proof-shape"),
    );
    await assert.rejects(
      ours.groth16.verify(files.verificationKey, 7 as never, proof),
      coded("groth16/signals-shape"),
    );
    await assert.rejects(
      ours.groth16.verify({ curve: "bls12381" }, publicSignals, proof),
      coded("groth16/key-shape"),
    );
  });

  it("take URLs, promises and responses besides", async () => {
    const [wasm, zkey] = [pathToFileURL(path("c.wasm")), Promise.resolve(path("c.zkey"))];
    const { proof, publicSignals } = await ours.groth16.fullProve(TINY_INPUT, wasm, zkey);
    assert.equal(await ours.groth16.verify(files.verificationKey, publicSignals, proof), true);
    const single = await ours.groth16.fullProve(
      TINY_INPUT,
      new Response(files.wasm as Uint8Array<ArrayBuffer>),
      files.zkey,
      null,
      null,
      {
        singleThread: true,
      },
    );
    assert.deepEqual(single.publicSignals, [...TINY_SIGNALS]);
  });

  it("name the file that is missing or wrong", async () => {
    const { fullProve } = ours.groth16;
    await assert.rejects(
      fullProve(TINY_INPUT, path("no.wasm"), files.zkey),
      coded("groth16/source-file", /the witness program .*no\.wasm/),
    );
    await assert.rejects(
      fullProve(TINY_INPUT, files.wasm, { type: "mem" }),
      coded("groth16/source-shape", /the proving key/),
    );
    await assert.rejects(ours.groth16.prove(files.zkey, path("c.zkey")), coded("groth16/file-magic", /wtns/));
    await assert.rejects(
      ours.wtns.calculate(TINY_INPUT, files.wasm, 7 as never),
      coded("groth16/target-shape"),
    );
    await assert.rejects(ours.wtns.calculate(TINY_INPUT, files.wasm, folder), coded("groth16/target-write"));
  });
});
