/** Circuits at the edges of what circom makes, from the first key to the contract, each asked of snarkjs too. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as snarkjs from "snarkjs";
import { type LocalEvm, startLocalEvm } from "../../src/cli/evm/index.js";
import {
  type CircuitInput,
  compactKey,
  createProver,
  createVerifier,
  createWitnessCalculator,
  formatWtns,
  parseZkey,
} from "../../src/groth16/index.js";
import { flattenInput } from "../../src/groth16/witness/inputs.js";
import {
  compileVerifier,
  compileWitnessProgram,
  contributeToKey,
  createDevelopmentKey,
  createInitialKey,
  exportVerificationKey,
  PtauFile,
  verifierArguments,
  verifierSource,
  verifyKey,
} from "../../src/setup/index.js";
import { endSnarkjs } from "../groth16/support/circuit.js";
import { openWorkshop, smallPowers, type Workshop } from "./support/ceremony.js";
import { compileWithNames } from "./support/circom.js";
import { deploy } from "./support/on-chain.js";
import { snarkjsKey } from "./support/snarkjs.js";

/** snarkjs takes each field of a bus under its own name. */
const flat = (input: CircuitInput) => Object.fromEntries(flattenInput(input)) as snarkjs.CircuitSignals;

interface Edge {
  readonly name: string;
  readonly source: string;
  readonly input: CircuitInput;
  readonly signals: readonly string[];
  /** Whether the constraints alone give the witness. */
  readonly solvable: boolean;
}

const EDGES: readonly Edge[] = [
  {
    name: "without constraints: all were linear, and simplified away with their private inputs",
    source: `template T() { signal input a; signal input b[2]; signal input c; signal output s;
      s <== a + 2 * b[0] + 3 * b[1]; a === c * 2; }
      component main {public [a]} = T();`,
    input: { a: 8, b: [1, 2], c: 4 },
    signals: ["16", "8"],
    solvable: false,
  },
  {
    name: "without constraints and without public signals",
    source: "template T() { signal input a; signal input b; a === b; } component main = T();",
    input: { a: 5, b: 5 },
    signals: [],
    solvable: true,
  },
  {
    name: "without public signals",
    source: "template T() { signal input a; signal input b; a * a === b; } component main = T();",
    input: { a: 3, b: 9 },
    signals: [],
    solvable: true,
  },
  {
    name: "whose private inputs were simplified away in part, buses among them",
    source: `bus P() { signal x; signal y[2]; }
      template T() { signal input a; signal input b[3]; signal input c; input P() p[2]; signal output s;
      b[1] === c + 4; p[0].x === p[1].x; p[1].y[0] === 2 * p[0].y[1];
      signal q <== p[1].x * p[0].y[1]; s <== a * b[0] + q + b[2] + c; a === c * 2 + b[2]; }
      component main {public [a]} = T();`,
    input: {
      a: 17,
      b: [3, 9, 7],
      c: 5,
      p: [
        { x: 11, y: [13, 17] },
        { x: 11, y: [34, 19] },
      ],
    },
    signals: [`${17 * 3 + 11 * 17 + 7 + 5}`, "17"],
    solvable: true,
  },
  {
    name: "with 77 public signals",
    source: `template T() { signal input a[76]; signal input b; signal output s; var sum = 0;
      for (var i = 0; i < 76; i++) sum += a[i] * (i + 1);
      s <== sum * b; }
      component main {public [a]} = T();`,
    input: { a: Array.from({ length: 76 }, (_, i) => i), b: 2 },
    signals: [
      `${2 * Array.from({ length: 76 }, (_, i) => i * (i + 1)).reduce((a, b) => a + b)}`,
      ...Array.from({ length: 76 }, (_, i) => `${i}`),
    ],
    solvable: true,
  },
];

describe("setup and prover at the edges: a circuit", () => {
  let shop: Workshop;
  let ptau: string;
  let evm: LocalEvm;
  before(async () => {
    shop = await openWorkshop();
    ptau = await smallPowers(shop, "powers", 8, "all");
    evm = await startLocalEvm();
  });
  after(async () => {
    await evm?.close();
    await shop?.close();
    await endSnarkjs();
  });

  for (const { name, source, input, signals, solvable } of EDGES) {
    describe(name, () => {
      let files: Awaited<ReturnType<typeof compileWithNames>>;
      before(async () => {
        files = await compileWithNames(`pragma circom 2.2.0;\n${source}\n`);
      });

      it("has snarkjs's first key, and a key that is verified from there", async () => {
        await using powers = await PtauFile.open(ptau);
        const { zkey } = await createInitialKey({ r1cs: files.r1cs, ptau: powers }, shop.vectors);
        const ours = parseZkey(zkey);
        assert.deepEqual(ours, parseZkey(await snarkjsKey(files.r1cs, new Uint8Array(await readFile(ptau)))));
        const { zkey: contributed } = await contributeToKey({ zkey, name: "Ada" }, shop.vectors);
        const verified = await verifyKey({ zkey: contributed, r1cs: files.r1cs, ptau: powers }, shop.vectors);
        assert.equal(verified.contributions.length, 1);
      });

      it("is proved by either side, and verified by both and on chain", async () => {
        const { zkey, verificationKey } = await createDevelopmentKey({ r1cs: files.r1cs });
        assert.deepEqual(await exportVerificationKey(zkey), verificationKey);
        await using verifier = await createVerifier(verificationKey);
        const theirs = await snarkjs.groth16.fullProve(flat(input), files.wasm, zkey);
        assert.equal(await verifier.verify(theirs as never), true);
        const contract = await deploy(
          evm,
          compileVerifier(verifierSource({ verificationKey, circuit: "edge" })),
        );
        for (const [key, threads] of [
          [zkey, 1],
          [await compactKey(zkey), 3],
        ] as const) {
          await using prover = await createProver({ wasm: files.wasm, zkey: key }, { threads });
          const ours = await prover.prove(input);
          assert.deepEqual(ours.publicSignals, signals);
          assert.deepEqual(theirs.publicSignals, signals);
          assert.equal(await verifier.verify(ours), true);
          const plain = JSON.parse(JSON.stringify(ours.proof));
          assert.equal(await snarkjs.groth16.verify(verificationKey, ours.publicSignals, plain), true);
          assert.equal(await contract.ask(...verifierArguments(ours)), true);
          const other = verifierArguments({ ...ours, proof: (await prover.prove(input)).proof })[0];
          const mixed = [...other.slice(0, 6), ...verifierArguments(ours)[0].slice(6)];
          assert.equal(await contract.ask(mixed, ours.publicSignals.map(BigInt)), false);
        }
      });

      it(`${solvable ? "has" : "has not"} a witness program of its constraints, which gives circom's witness`, async () => {
        if (!solvable) {
          assert.throws(() => compileWitnessProgram(files), { code: "setup/witness-unsolved" });
          return;
        }
        const calculator = await createWitnessCalculator(compileWitnessProgram(files));
        const theirs: { type: "mem"; data?: Uint8Array } = { type: "mem" };
        await snarkjs.wtns.calculate(flat(input), files.wasm, theirs);
        const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
        assert.equal(hash(formatWtns(await calculator.calculate(input))), hash(theirs.data!));
      });
    });
  }
});
