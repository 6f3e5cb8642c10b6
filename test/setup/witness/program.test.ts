import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import {
  createWitnessCalculator,
  type WitnessCalculator,
  writeSections,
} from "../../../src/groth16/index.js";
import { formatWitnessProgram, parseWitnessProgram } from "../../../src/groth16/witness/program.js";
import { compileWitnessProgram } from "../../../src/setup/index.js";
import { sectionMap, withBytes, withFlip, withU32, word } from "../../groth16/support/bytes.js";
import { coded } from "../../groth16/support/errors.js";
import { leafOf, sparsePath, statement } from "../../support/circuits/census.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";
import { compileWithNames } from "../support/circom.js";

const BUILD = join(import.meta.dirname, "..", "..", "..", "build");
const read = (name: string, extension: string): Uint8Array =>
  new Uint8Array(readFileSync(join(BUILD, name, `${name}.${extension}`)));

const scalar = fc.oneof(fc.constantFrom(0n, 1n, R - 1n), fc.bigInt({ min: 0n, max: R - 1n }));
const weight = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 127n, 2n ** 128n - 1n),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
);

describe("witness programs of the census circuits", () => {
  for (const [name, depth] of [
    ["census-7", 7],
    ["census-11", 11],
  ] as const) {
    describe(name, () => {
      let ours: WitnessCalculator;
      let circoms: WitnessCalculator;
      before(async () => {
        ours = await createWitnessCalculator(read(name, "pwit"));
        circoms = await createWitnessCalculator(read(name, "wasm"));
      });

      const input = (secret: bigint, available: bigint, place: number, rest: Partial<Input> = {}) => {
        const voter = { secret, availableWeight: available };
        const leaves = new Map([
          [place, leafOf(voter)],
          [(place * 5 + 3) % 8 ** depth, 77n],
        ]);
        leaves.set(place, leafOf(voter));
        return { ...statement(sparsePath(depth, leaves, place), voter), ...rest };
      };
      interface Input {
        scope: bigint;
        voteHash: bigint;
        weight: bigint;
      }

      it("give circom's witness, wire by wire", async () => {
        await fc.assert(
          fc.asyncProperty(
            scalar,
            weight,
            weight,
            fc.nat(8 ** depth - 1),
            scalar,
            scalar,
            async (secret, one, other, place, scope, voteHash) => {
              const [less, more] = one < other ? [one, other] : [other, one];
              const inputs = input(secret, more, place, { scope, voteHash, weight: less });
              assert.deepEqual(await ours.calculate(inputs), await circoms.calculate(inputs));
            },
          ),
          { numRuns: 12 },
        );
      });

      it("refuse what circom's refuses", async () => {
        const honest = input(5n, 10n, 3);
        const wrong = [
          { ...honest, weight: 11n },
          { ...honest, weight: R - 1n },
          { ...honest, secret: 6n },
          { ...honest, availableWeight: 9n, weight: 9n },
          { ...honest, censusRoot: 1n },
        ];
        for (const inputs of wrong) {
          await rejectsCode("groth16/unsatisfied", circoms.calculate(inputs));
          await rejectsCode("groth16/unsatisfied", ours.calculate(inputs));
        }
      });

      it("name the signal that is unknown, missing, short or long, and no value", async () => {
        const honest = input(918273645546372819n, 10n, 3);
        const { secret: _, ...missing } = honest;
        for (const [code, inputs] of [
          ["groth16/missing-signal", missing],
          ["groth16/unknown-signal", { ...honest, secrets: 1n }],
          ["groth16/signal-size", { ...honest, secret: [1n, 918273645546372819n] }],
          ["groth16/signal-size", { ...honest, nodes: [] }],
          ["groth16/non-canonical-input", { ...honest, secret: R }],
        ] as const) {
          await assert.rejects(ours.calculate(inputs), (error) => {
            assert.ok(error instanceof PsephosError && error.code === code, String(error));
            return !`${error.message} ${error.hint}`.includes("918273645546372819");
          });
        }
      });
    });
  }
});

describe("witness programs", () => {
  const compile = async (body: string) => {
    const { wasm, r1cs, sym } = await compileWithNames(`pragma circom 2.2.0;\n${body}\n`);
    return { wasm, program: () => compileWitnessProgram({ r1cs, sym }), r1cs, sym };
  };

  it("are made of products, divisions by constants, arrays and bits, in whichever order the constraints stand", async () => {
    const { wasm, program } = await compile(`template T() {
      signal input a[2][2]; signal input b; signal output out; signal output low;
      signal p <== a[0][1] * b; signal q <== (p + 3) * (p - a[1][0]);
      signal bits[8]; var sum = 0;
      for (var i = 0; i < 8; i++) { bits[i] <-- (b >> i) & 1; bits[i] * (1 - bits[i]) === 0; sum += bits[i] * 2 ** i; }
      sum === b;
      out <== q / 7 + bits[3] * a[1][1];
      low <== 5 * bits[0] * a[0][0] - 2 * q;
    }
    component main {public [b]} = T();`);
    const [ours, circoms] = [await createWitnessCalculator(program()), await createWitnessCalculator(wasm)];
    await fc.assert(
      fc.asyncProperty(fc.array(scalar, { minLength: 4, maxLength: 4 }), fc.nat(255), async (a, b) => {
        const inputs = { a: [a.slice(0, 2), a.slice(2)], b: BigInt(b) };
        assert.deepEqual(await ours.calculate(inputs), await circoms.calculate(inputs));
      }),
      { numRuns: 30 },
    );
    await rejectsCode("groth16/unsatisfied", ours.calculate({ a: [1n, 2n, 3n, 4n], b: 256n }));
  });

  it("are not made of the names of another circuit", async () => {
    const one = await compile(
      "template T() { signal input a; signal output b <== a * a; } component main = T();",
    );
    throwsCode("setup/sym", () => compileWitnessProgram({ r1cs: one.r1cs, sym: "" }));
    throwsCode("groth16/file-magic", () => compileWitnessProgram({ r1cs: one.r1cs.slice(1), sym: one.sym }));
  });

  describe("as files", () => {
    let file: Uint8Array;
    let at: ReturnType<typeof sectionMap>;
    const inputs = { a: 3n, b: 9n };
    before(async () => {
      const { program } = await compile(
        "template T() { signal input a; signal input b; signal output c <== a * a + 7 * b; a * b === 27; } component main = T();",
      );
      file = program();
      at = sectionMap(file);
    });

    it("are read as they were written", async () => {
      const { inputs: named, wires, publicSignals } = parseWitnessProgram(file);
      assert.deepEqual(named, [
        { name: "a", wires: [2] },
        { name: "b", wires: [3] },
      ]);
      assert.deepEqual([wires, publicSignals], [4, 1]);
      const witness = await (await createWitnessCalculator(file)).calculate(inputs);
      assert.deepEqual(witness, new Uint8Array([1n, 72n, 3n, 9n].flatMap((value) => [...word(value)])));
    });

    it("are refused when cut off, or when a part is malformed", async () => {
      for (let length = 4; length < file.length; length += 7)
        await assert.rejects(createWitnessCalculator(file.slice(0, length)), PsephosError);
      const header = at.get(1)!.body;
      const json = (text: string) =>
        writeSections("pwit", 1, [
          [1, file.slice(header, header + 48)],
          [2, new TextEncoder().encode(text)],
          ...[3, 4].map(
            (id) => [id, file.slice(at.get(id)!.body, at.get(id)!.body + at.get(id)!.length)] as const,
          ),
        ]);
      const wrong: readonly Uint8Array[] = [
        withU32(file, header, 1), // no more wires than public signals
        withU32(file, header + 4, 2), // fewer in all than the circuit's
        withU32(file, header + 4, 2 ** 24 + 1),
        withU32(file, header + 12, 2 ** 24 + 1),
        withBytes(file, at.get(3)!.body, word(2n)), // the first coefficient is not 1
        withBytes(file, at.get(3)!.body + 64, word(R)),
        ...["", "{}", "[1]", '[["a"]]', '[["a",[4]]]', '[["a",[-1]]]', '[["a",[1.5]]]', "[[7,[2]]]"].map(
          json,
        ),
        ...['[["a",[2]],["a",[3]]]', '[["a",[2]],["b",[2]]]', '[["a",[2],3]]'].map(json),
      ];
      for (const bytes of wrong)
        await assert.rejects(createWitnessCalculator(bytes), coded("groth16/witness-program"));
    });

    it("never leave their memory, whatever bits of the code are wrong", async () => {
      const { body, length } = at.get(4)!;
      const answers = new Set<string>();
      for (let bit = 8 * body; bit < 8 * (body + length); bit++) {
        const calculator = await createWitnessCalculator(withFlip(file, bit));
        const answer = await calculator.calculate(inputs).then(
          () => "witness",
          (error) => (error as PsephosError).code,
        );
        answers.add(answer);
      }
      assert.deepEqual([...answers].sort(), ["groth16/unsatisfied", "groth16/witness-program", "witness"]);
    });

    describe("with every instruction", () => {
      const every = { x: 5n, n: 13n };
      let whole: Uint8Array;
      before(async () => {
        const { program } = await compile(`template T() {
          signal input x; signal input n; signal output out;
          signal inv; inv <-- x != 0 ? 1 / x : 0; signal zero <== 1 - x * inv; x * zero === 0;
          signal bits[4]; var sum = 0;
          for (var i = 0; i < 4; i++) { bits[i] <-- (n >> i) & 1; bits[i] * (1 - bits[i]) === 0; sum += bits[i] * 2 ** i; }
          sum === n; out <== zero * bits[2];
        }
        component main = T();`);
        whole = program();
      });

      it("never leave their memory either", async () => {
        const { body, length } = sectionMap(whole).get(4)!;
        const answers = new Set<string>();
        for (let bit = 8 * body; bit < 8 * (body + length); bit++) {
          const calculator = await createWitnessCalculator(withFlip(whole, bit));
          const answer = calculator.calculate(every).then(
            () => "witness",
            (error) => (error as PsephosError).code,
          );
          answers.add(await answer);
        }
        assert.deepEqual([...answers].sort(), ["groth16/unsatisfied", "groth16/witness-program", "witness"]);
      });

      it("are refused one index beyond the last, of an inverse too", async () => {
        const parsed = parseWitnessProgram(whole);
        const run = async (...words: number[]) => {
          const code = new Uint8Array(Uint32Array.from(words).buffer);
          const file = formatWitnessProgram({ ...parsed, allWires: parsed.wires, combinations: 2, code });
          return (await createWitnessCalculator(file)).calculate(every);
        };
        const last = parsed.wires - 1;
        const malformed = coded("groth16/witness-program");
        assert.equal((await run(4, last, 0)).length, 32 * parsed.wires);
        await assert.rejects(run(4, last + 1, 0), malformed);
        await assert.rejects(run(4, 2 ** 32 - 1, 0), malformed);
        await assert.rejects(run(4, last, 1), malformed, "a combination that is not computed yet");
        await assert.rejects(run(4, last, 2 ** 32 - 1), malformed);
        await assert.rejects(run(4, last), malformed);
        await assert.rejects(run(4), malformed);
        await assert.rejects(run(5, 0, 0, 0, 0, 0), malformed);
        await assert.rejects(run(2 ** 31 + 4, last, 0), malformed);
      });

      it("give 1/x, and 0 of 0", async () => {
        const parsed = parseWitnessProgram(whole);
        const wireOf = (name: string) => parsed.inputs.find((input) => input.name === name)!.wires[0]!;
        // The next combination is x; wire n is 1/x.
        const code = new Uint8Array(Uint32Array.of(0, 1, 0, 0, wireOf("x"), 4, wireOf("n"), 1).buffer);
        const file = formatWitnessProgram({ ...parsed, combinations: 2, code });
        const calculator = await createWitnessCalculator(file);
        for (const x of [0n, 1n, 2n, R - 1n, 918273645546372819n]) {
          const witness = await calculator.calculate({ x, n: 77n });
          const bytes = witness.slice(32 * wireOf("n"), 32 * wireOf("n") + 32).reverse();
          const inverse = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
          assert.equal((x * inverse) % R, x === 0n ? 0n : 1n);
          assert.ok(x !== 0n || inverse === 0n);
        }
      });
    });
  });
});
