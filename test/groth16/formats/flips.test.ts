/** One bit wrong, anywhere in any file that is read here: the file is taken, or refused by name. Never another error. */
import assert from "node:assert/strict";
import { PsephosError } from "../../../src/errors/index.js";
import {
  compactKey,
  createProver,
  createVerifier,
  createWitnessCalculator,
  formatWtns,
  parseContributions,
  parseWtns,
  parseZkey,
} from "../../../src/groth16/index.js";
import { compileWitnessProgram, recordedKind } from "../../../src/setup/index.js";
import { compileWithNames } from "../../setup/support/circom.js";
import { withFlip } from "../support/bytes.js";
import { endSnarkjs, TINY, TINY_INPUT, tinyCircuit } from "../support/circuit.js";

type Read = (bytes: Uint8Array) => unknown;

describe("groth16: one wrong bit", () => {
  let files: Awaited<ReturnType<typeof tinyCircuit>>;
  const bytesOf: Record<string, Uint8Array> = {};
  before(async () => {
    files = await tinyCircuit();
    const { r1cs, sym } = await compileWithNames(TINY);
    const calculator = await createWitnessCalculator(files.wasm);
    bytesOf[".zkey"] = files.zkey;
    bytesOf[".pkey"] = await compactKey(files.zkey);
    bytesOf[".wtns"] = formatWtns(await calculator.calculate(TINY_INPUT));
    bytesOf[".pwit"] = compileWitnessProgram({ r1cs, sym });
    bytesOf[".wasm"] = files.wasm;
    bytesOf[".vkey.json"] = new TextEncoder().encode(JSON.stringify(files.verificationKey));
  });
  after(endSnarkjs);

  const readers: Record<string, { read: Read; step: number }> = {
    ".zkey": {
      step: 7,
      read: (bytes) => {
        parseContributions(parseZkey(bytes).contributions);
        recordedKind(bytes);
      },
    },
    ".zkey, loaded": {
      step: 331,
      read: async (bytes) => (await createProver({ zkey: bytes }, { threads: 1 })).close(),
    },
    ".pkey": {
      step: 331,
      read: async (bytes) => (await createProver({ zkey: bytes }, { threads: 1 })).close(),
    },
    ".wtns": { step: 1, read: parseWtns },
    ".pwit": {
      step: 5,
      read: async (bytes) => (await createWitnessCalculator(bytes)).calculate(TINY_INPUT),
    },
    // Not of the code: a circuit's program with another instruction is another program, which may not end.
    ".wasm": { step: 3, read: (bytes) => createWitnessCalculator(bytes) },
    ".vkey.json": {
      step: 41,
      read: async (bytes) => {
        let json: unknown;
        try {
          json = JSON.parse(new TextDecoder().decode(bytes));
        } catch {
          return;
        }
        await createVerifier(json as never);
      },
    },
  };
  for (const [name, { read, step }] of Object.entries(readers))
    it(`in a ${name} is never an error without a code`, async function () {
      this.timeout(120_000);
      const bytes = bytesOf[name.split(",")[0]!]!;
      const bits = 8 * (name === ".wasm" ? 400 : bytes.length);
      let refused = 0;
      for (let bit = 0; bit < bits; bit += step) {
        try {
          await read(withFlip(bytes, bit));
        } catch (error) {
          assert.ok(error instanceof PsephosError, `bit ${bit}: ${error}`);
          refused += 1;
        }
      }
      assert.ok(refused > 0, "no bit was noticed");
    });
});
