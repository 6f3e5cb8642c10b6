// Development keys against snarkjs 0.7.6: same bytes from the same secrets, and its own verification.
import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import {
  parseContributions,
  parseVerificationKey,
  parseZkey,
  readSections,
  verificationKeyOf,
} from "../../src/groth16/index.js";
import { makeKeyFile } from "../../src/setup/dev/key-file.js";
import { domainLog, lagrangeAt, oddBasisAt } from "../../src/setup/dev/qap.js";
import { DEVELOPMENT_SEED, deriveSecrets } from "../../src/setup/dev/secrets.js";
import { powers, rootOfUnity } from "../../src/setup/field.js";
import { readR1cs } from "../../src/setup/formats/r1cs.js";
import {
  createDevelopmentKey,
  DEVELOPMENT_CONTRIBUTION,
  isDevelopmentKey,
  verificationKeyHash,
} from "../../src/setup/index.js";
import { endSnarkjs } from "../groth16/support/circuit.js";
import { coded } from "../groth16/support/errors.js";
import { type CircuitShape, r1csFile, randomCircuit, wtnsFile } from "./support/random-circuit.js";
import { groth16, knownPowersOfTau, snarkjsKey, verifyKey, zKey } from "./support/snarkjs.js";

/** out = x·y, with x and y private. */
const PRODUCT: CircuitShape = {
  nOutputs: 1,
  nPublicInputs: 0,
  nPrivateInputs: 2,
  nWires: 4,
  constraints: [[[[2, 1n]], [[3, 1n]], [[1, 1n]]]],
};

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const sameSections = (found: Uint8Array, expected: Uint8Array, ids: readonly number[]): void => {
  const [a, b] = [readSections(found, "zkey", 1, ALL), readSections(expected, "zkey", 1, ALL)];
  for (const id of ids) assert.deepEqual(a.get(id), b.get(id), `section ${id} differs`);
};

describe("setup: development keys", () => {
  const POWER = 6; // one more than the largest random circuit needs
  const secrets = deriveSecrets("test", new Uint8Array(32));
  let ptau: Uint8Array;

  before(async () => {
    ptau = await knownPowersOfTau(secrets, POWER);
  });
  after(endSnarkjs);

  it("makes, with delta 1, the very sections that snarkjs makes from powers of the same secrets", async () => {
    await fc.assert(
      fc.asyncProperty(randomCircuit, async (circuit) => {
        const file = r1csFile(circuit);
        const expected = await snarkjsKey(file, ptau);
        const { zkey, hash } = await makeKeyFile(readR1cs(file), { ...secrets, delta: 1n }, {});
        sameSections(zkey, expected, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert.deepEqual(hash, parseContributions(parseZkey(expected).contributions).circuitHash);
      }),
      { numRuns: 12 },
    );
  });

  it("passes snarkjs's `zkey verify` against circuit and powers of tau, contribution of delta and all", async () => {
    // snarkjs compares no ratios of points that are all infinity, as those of L are where no constraint has a private wire.
    const hasPoints = ({ nOutputs, nPublicInputs, nWires, constraints }: CircuitShape) => {
      const nPublic = nOutputs + nPublicInputs;
      const terms = constraints.flat(2);
      return nWires === nPublic + 1 || terms.some(([wire, factor]) => wire > nPublic && factor !== 0n);
    };
    await fc.assert(
      fc.asyncProperty(randomCircuit.filter(hasPoints), async (circuit) => {
        const file = r1csFile(circuit);
        const { zkey } = await makeKeyFile(readR1cs(file), secrets, {});
        const { ok, lines } = await verifyKey(file, ptau, zkey);
        assert.ok(ok, lines.join("\n"));
        assert.ok(lines.some((line) => line.includes(`contribution #1 ${DEVELOPMENT_CONTRIBUTION}`)));
      }),
      { numRuns: 4 },
    );
  });

  it("is a key that snarkjs proves with, exports from and verifies with", async () => {
    await fc.assert(
      fc.asyncProperty(randomCircuit, async (circuit) => {
        const { zkey, verificationKey } = await createDevelopmentKey({ r1cs: r1csFile(circuit) });
        const { keyKind, ...exported } = verificationKey;
        assert.equal(keyKind, "development-INSECURE");
        assert.deepEqual(exported, await zKey.exportVerificationKey(zkey));
        assert.deepEqual(verificationKeyOf(parseZkey(zkey)), parseVerificationKey(verificationKey));
        const { proof, publicSignals } = await groth16.prove(zkey, wtnsFile(circuit.witness));
        assert.equal(await groth16.verify(verificationKey, publicSignals, proof), true);
        if (publicSignals.length > 0) {
          publicSignals[0] = `${BigInt(publicSignals[0]) === 0n ? 1n : 0n}`;
          assert.equal(await groth16.verify(verificationKey, publicSignals, proof), false);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("says INSECURE in the file, the verification key and the transcript", async () => {
    const { zkey, verificationKey, transcript } = await createDevelopmentKey({ r1cs: r1csFile(PRODUCT) });
    assert.match(DEVELOPMENT_CONTRIBUTION, /^INSECURE/);
    const { contributions } = parseContributions(parseZkey(zkey).contributions);
    assert.deepEqual(
      contributions.map(({ name }) => name),
      [DEVELOPMENT_CONTRIBUTION],
    );
    assert.equal(isDevelopmentKey(verificationKey), true);
    const { keyKind: _, ...unmarked } = verificationKey;
    assert.equal(isDevelopmentKey(unmarked), false);
    assert.equal(transcript.keyKind, "development-INSECURE");
    assert.match(transcript.warning, /INSECURE/);
  });

  it("gives the same bytes every time, committed here, and others for another seed or circuit", async () => {
    const r1cs = r1csFile(PRODUCT);
    const { zkey, verificationKey, transcript } = await createDevelopmentKey({ r1cs });
    assert.deepEqual(transcript, {
      format: "psephos-setup-transcript",
      version: 1,
      keyKind: "development-INSECURE",
      warning:
        "INSECURE development key: its secrets are public, so anyone can forge proofs. For tests only.",
      seed: DEVELOPMENT_SEED,
      circuit: {
        r1csSha256: Buffer.from(sha256(r1cs)).toString("hex"),
        constraints: 1,
        wires: 4,
        publicSignals: 1,
        domainSize: 4,
        hash: "b4f33cd27430b4360496e20ff6a27183ed192ec1738f380375d1da46f212fb23c3e1516ad3092ecdbbc33fb63eb6aa5a71e24808ed7692755c841f52a0d51c1b",
      },
      zkeySha256: "ec3f59fde2db3b32b4d266d9950501aedeb5567ea0abbaa92d892d5eabb7d414",
      verificationKeySha256: "9e9b77bcda5ebafd4e9712dfe9153582ceddfe58bed3ce3a3790a3aa53980bbb",
    });
    assert.equal(Buffer.from(sha256(zkey)).toString("hex"), transcript.zkeySha256);
    assert.equal(verificationKeyHash(verificationKey), transcript.verificationKeySha256);
    const otherSeed = await createDevelopmentKey({ r1cs, seed: "another" });
    assert.notDeepEqual(otherSeed.verificationKey.vk_alpha_1, verificationKey.vk_alpha_1);
    const doubled = { ...PRODUCT, constraints: [...PRODUCT.constraints, ...PRODUCT.constraints] };
    const otherCircuit = await createDevelopmentKey({ r1cs: r1csFile(doubled) });
    assert.notDeepEqual(otherCircuit.verificationKey.vk_alpha_1, verificationKey.vk_alpha_1);
  });

  it("tells how far it is, and stops when told to", async () => {
    const r1cs = r1csFile(PRODUCT);
    const seen: { done: number; total: number }[] = [];
    await createDevelopmentKey({ r1cs }, { onProgress: (progress) => void seen.push(progress) });
    assert.ok(seen.every(({ done }, i) => i === 0 || done > seen[i - 1]!.done));
    assert.deepEqual(seen.at(-1), { done: seen.at(-1)!.total, total: seen.at(-1)!.total });
    const stop = new AbortController();
    const stopped = createDevelopmentKey({ r1cs }, { signal: stop.signal, onProgress: () => stop.abort() });
    await assert.rejects(stopped, { name: "AbortError" });
    await assert.rejects(createDevelopmentKey({ r1cs }, { signal: stop.signal }), { name: "AbortError" });
  });
});

describe("setup: the circuit's polynomials at tau", () => {
  const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
  const interpolates = (basis: readonly bigint[], points: readonly bigint[], tau: bigint, degree: number) =>
    powers(tau, degree + 1).forEach((value, k) => {
      const sum = basis.reduce((total, weight, i) => {
        let term = weight;
        for (let j = 0; j < k; j++) term = (term * points[i]!) % R;
        return (total + term) % R;
      }, 0n);
      assert.equal(sum, value, `x^${k}`);
    });

  it("the Lagrange basis gives the value at tau of every polynomial below the domain's size", () => {
    for (const log of [0, 1, 3, 4]) {
      interpolates(lagrangeAt(123456789n, log), powers(rootOfUnity(log), 2 ** log), 123456789n, 2 ** log - 1);
    }
  });

  it("the odd basis gives that of every multiple of the vanishing polynomial below twice the size", () => {
    const [log, tau] = [3, 987654321n];
    const size = 2 ** log;
    const odd = powers(rootOfUnity(log + 1), 2 * size).filter((_, i) => i % 2 === 1);
    const basis = oddBasisAt(tau, log);
    for (let k = 0; k < size; k++) {
      const value = (x: bigint): bigint => ((x ** BigInt(size) - 1n) * x ** BigInt(k)) % R;
      const sum = basis.reduce((total, weight, i) => (total + weight * value(odd[i]!)) % R, 0n);
      assert.equal(sum, value(tau));
    }
  });

  it("refuses a tau that lies in the domain", () => {
    assert.throws(() => lagrangeAt(rootOfUnity(3), 3), coded("setup/not-invertible"));
    assert.throws(() => oddBasisAt(rootOfUnity(4), 3), coded("setup/not-invertible"));
  });

  it("takes the least domain that holds constraints, public signals and the constant", () => {
    for (const [count, log] of [
      [1, 2],
      [2, 2],
      [3, 3],
      [6, 3],
      [7, 4],
    ] as const) {
      const constraints = Array.from({ length: count }, () => PRODUCT.constraints[0]!);
      assert.equal(domainLog(readR1cs(r1csFile({ ...PRODUCT, constraints }))), log, `${count} constraints`);
    }
  });

  it("has no domain beyond 2^28", () => {
    for (const log of [-1, 29, 1.5]) assert.throws(() => rootOfUnity(log), coded("setup/domain-size"));
  });
});
