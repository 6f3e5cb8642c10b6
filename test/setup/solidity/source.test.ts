import assert from "node:assert/strict";
import {
  compileVerifier,
  createDevelopmentKey,
  type SetupVerificationKey,
  verifierArguments,
  verifierName,
  verifierSource,
} from "../../../src/setup/index.js";
import { coded } from "../../groth16/support/errors.js";
import { g1, g2 } from "../../groth16/support/points.js";
import { type CircuitShape, r1csFile } from "../support/random-circuit.js";

const circuitOf = (nPublicInputs: number): CircuitShape => ({
  nOutputs: 0,
  nPublicInputs,
  nPrivateInputs: 1,
  nWires: nPublicInputs + 2,
  constraints: [[[[nPublicInputs + 1, 1n]], [[nPublicInputs + 1, 1n]], [[nPublicInputs + 1, 1n]]]],
});

const keyOf = async (nPublicInputs: number): Promise<SetupVerificationKey> =>
  (await createDevelopmentKey({ r1cs: r1csFile(circuitOf(nPublicInputs)) })).verificationKey;

describe("setup: the verifier contract's source", () => {
  it("is the same text for the same key, and says nothing of INSECURE keys when the key is none", async () => {
    const { keyKind: _, ...verificationKey } = await keyOf(2);
    const { source } = verifierSource({ verificationKey, circuit: "census-7" });
    assert.equal(source, verifierSource({ verificationKey, circuit: "census-7" }).source);
    assert.match(source, /INSECURE_DEVELOPMENT_KEY = false/);
    assert.doesNotMatch(source, /INSECURE development key/);
    assert.match(source, /^contract Census7Verifier \{$/m);
    assert.match(source, /^\/\/ SPDX-License-Identifier: GPL-3.0-or-later\n/);
  });

  it("compiles without a warning for 1 signal and for 240, within the size of a contract", async () => {
    const one = compileVerifier(verifierSource({ verificationKey: await keyOf(1), circuit: "one" }));
    assert.ok(one.deployedBytecode.length / 2 < 3_500);
    const many = compileVerifier(verifierSource({ verificationKey: await keyOf(240), circuit: "many" }));
    assert.ok(many.deployedBytecode.length / 2 < 24_576, `${many.deployedBytecode.length / 2} bytes`);
  });

  it("compiles to the same bytes, whatever the comments", async () => {
    const written = verifierSource({ verificationKey: await keyOf(1), circuit: "one" });
    const other = { ...written, source: `// another comment\n${written.source}` };
    assert.deepEqual(compileVerifier(other), compileVerifier(written));
  });

  it("leaves no listeners of the compiler's behind", async () => {
    const count = () =>
      ["uncaughtException", "unhandledRejection"].map((event) => process.listenerCount(event));
    const before = count();
    compileVerifier(verifierSource({ verificationKey: await keyOf(1), circuit: "one" }));
    assert.deepEqual(count(), before);
  });

  it("refuses keys that are not keys, whatever they would put into the source", async () => {
    const verificationKey = await keyOf(1);
    const point = [...verificationKey.IC[0]!];
    const hostile = {
      ...verificationKey,
      IC: [["1; selfdestruct(payable(msg.sender))", point[1]!, "1"], point],
    };
    assert.throws(
      () => verifierSource({ verificationKey: hostile, circuit: "tiny" }),
      coded("groth16/non-canonical-coordinate"),
    );
    const off = { ...verificationKey, vk_alpha_1: ["1", "1", "1"] };
    assert.throws(
      () => verifierSource({ verificationKey: off, circuit: "tiny" }),
      coded("groth16/point-not-on-curve"),
    );
  });

  it("refuses keys of too many public signals, and of none where proofs are to be checked in batches", async () => {
    for (const [count, batch] of [
      [241, false],
      [0, true],
    ] as const) {
      const verificationKey = await keyOf(count);
      assert.throws(
        () => verifierSource({ verificationKey, circuit: "tiny", batch }),
        coded("setup/signal-count"),
      );
    }
  });

  it("makes names of circuits' names, or refuses", async () => {
    assert.equal(verifierName("census-7"), "Census7Verifier");
    assert.equal(verifierName("tally_open"), "TallyOpenVerifier");
    const verificationKey = await keyOf(1);
    for (const circuit of ["", "7", "-a", "é", "a b", "a{}", "x".repeat(65)]) {
      assert.throws(() => verifierSource({ verificationKey, circuit }), coded("setup/circuit-name"), circuit);
    }
  });

  it("says what the compiler says of a source that it does not take", () => {
    assert.throws(
      () => compileVerifier({ name: "X", source: "contract X {" }),
      coded("setup/solc-failed", /Error/),
    );
    // A missing licence is a warning: no warning is let pass either.
    assert.throws(
      () => compileVerifier({ name: "X", source: "contract X {}" }),
      coded("setup/solc-failed", /license/i),
    );
  });
});

describe("setup: the verifier contract's arguments", () => {
  const { x, y } = g2(5n);
  const proof = {
    pi_a: [`${g1(3n).x}`, `${g1(3n).y}`, "1"],
    pi_b: [
      [`${x[0]}`, `${x[1]}`],
      [`${y[0]}`, `${y[1]}`],
      ["1", "0"],
    ],
    pi_c: [`${g1(4n).x}`, `${g1(4n).y}`, "1"],
    protocol: "groth16",
    curve: "bn128",
  } as const;

  it("are the coordinates, imaginary parts first, and the signals", () => {
    const [words, signals] = verifierArguments({ proof, publicSignals: ["0", 7n] });
    assert.deepEqual(words, [g1(3n).x, g1(3n).y, x[1], x[0], y[1], y[0], g1(4n).x, g1(4n).y]);
    assert.deepEqual(signals, [0n, 7n]);
  });

  it("are not made of what is malformed", () => {
    const off = { ...proof, pi_a: ["1", "1", "1"] as const };
    assert.throws(
      () => verifierArguments({ proof: off, publicSignals: [] }),
      coded("groth16/point-not-on-curve"),
    );
    assert.throws(
      () => verifierArguments({ proof, publicSignals: ["01"] }),
      coded("groth16/non-canonical-signal"),
    );
    assert.throws(
      () => verifierArguments({ proof: new Uint8Array(255), publicSignals: [] }),
      coded("groth16/proof-shape"),
    );
  });
});
