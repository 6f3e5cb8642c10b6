import assert from "node:assert/strict";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { PsephosError } from "../../src/errors/index.js";
import {
  formatProof,
  PROOF_BYTES,
  type Proof,
  parseProof,
  proofFromBytes,
  proofToBytes,
} from "../../src/groth16/index.js";
import { coded } from "./support/errors.js";
import { g1, g2, outsideSubgroup } from "./support/points.js";

const P = BASE_FIELD_ORDER;
const points = { a: g1(2n), b: g2(3n), c: g1(5n) };
const proof = formatProof(points);
const multiplier = fc.bigInt({ min: 1n, max: SCALAR_FIELD_ORDER - 1n });

/** The proof as loose JSON, to be damaged. */
// biome-ignore lint/suspicious/noExplicitAny: it is about to be ill-formed
const loose = (): any => JSON.parse(JSON.stringify(proof));

function word(bytes: Uint8Array, index: number, value: bigint): Uint8Array {
  const copy = bytes.slice();
  for (let i = 32 * index + 31, rest = value; i >= 32 * index; i--, rest >>= 8n)
    copy[i] = Number(rest & 0xffn);
  return copy;
}

describe("groth16 proofs in bytes and JSON", () => {
  it("is laid out as the pairing precompile reads it", () => {
    const bytes = proofToBytes(proof);
    assert.equal(bytes.length, PROOF_BYTES);
    const { a, b, c } = points;
    const words = [a.x, a.y, b.x[1], b.x[0], b.y[1], b.y[0], c.x, c.y];
    const hex = words.map((value) => value.toString(16).padStart(64, "0")).join("");
    assert.equal(bytesToHex(bytes), hex);
  });

  it("comes back as it went", () => {
    fc.assert(
      fc.property(multiplier, multiplier, multiplier, (k, l, m) => {
        const made = formatProof({ a: g1(k), b: g2(l), c: g1(m) });
        const bytes = proofToBytes(made);
        assert.deepEqual(proofFromBytes(bytes), made);
        if (typeof Buffer !== "undefined") assert.deepEqual(proofFromBytes(Buffer.from(bytes)), made);
        assert.deepEqual(proofToBytes(proofFromBytes(bytes)), bytes);
        assert.deepEqual(formatProof(parseProof(made)), made);
      }),
      { numRuns: 10 },
    );
  });

  it("refuses other lengths and other things than bytes", () => {
    const bytes = proofToBytes(proof);
    for (const wrong of [bytes.slice(0, 255), new Uint8Array([...bytes, 0]), new Uint8Array(0)]) {
      assert.throws(() => proofFromBytes(wrong), coded("groth16/proof-shape"));
    }
    assert.throws(() => proofFromBytes("00".repeat(256) as never), coded("groth16/proof-shape"));
    assert.throws(() => proofFromBytes([...bytes] as never), coded("groth16/proof-shape"));
  });

  it("refuses every coordinate plus p in bytes", () => {
    const bytes = proofToBytes(proof);
    const view = (i: number) => BigInt(`0x${bytesToHex(bytes.slice(32 * i, 32 * i + 32))}`);
    const names = ["A.x", "A.y", "B.x1", "B.x0", "B.y1", "B.y0", "C.x", "C.y"];
    names.forEach((name, i) => {
      const shifted = word(bytes, i, view(i) + P);
      assert.throws(
        () => proofFromBytes(shifted),
        coded("groth16/non-canonical-coordinate", new RegExp(name)),
      );
    });
  });

  it("refuses any flipped bit, if only because the point leaves its curve", () => {
    const bytes = proofToBytes(proof);
    fc.assert(
      fc.property(fc.nat(8 * PROOF_BYTES - 1), (bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        assert.throws(() => proofFromBytes(flipped), PsephosError);
      }),
    );
  });

  it("refuses infinity, in each place and both forms", () => {
    const bytes = proofToBytes(proof);
    for (const [name, from, to] of [
      ["A", 0, 2],
      ["B", 2, 6],
      ["C", 6, 8],
    ] as const) {
      const zeroed = bytes.slice().fill(0, 32 * from, 32 * to);
      assert.throws(
        () => proofFromBytes(zeroed),
        coded("groth16/point-at-infinity", new RegExp(`^${name} `)),
      );
    }
    for (const [key, infinity] of [
      ["pi_a", ["0", "1", "0"]],
      [
        "pi_b",
        [
          ["0", "0"],
          ["1", "0"],
          ["0", "0"],
        ],
      ],
      ["pi_c", ["0", "1", "0"]],
    ] as const) {
      const damaged = { ...loose(), [key]: infinity };
      assert.throws(() => parseProof(damaged), coded("groth16/point-at-infinity", new RegExp(key)));
    }
  });

  it("refuses points off their curve or off the subgroup", () => {
    const off = loose();
    off.pi_a[1] = `${(points.a.y + 1n) % P}`;
    assert.throws(() => parseProof(off), coded("groth16/point-not-on-curve", /pi_a/));
    const twisted = loose();
    twisted.pi_b[0].reverse();
    assert.throws(() => parseProof(twisted), coded("groth16/point-not-on-curve", /pi_b/));
    const outside = formatProof({ ...points, b: outsideSubgroup().next().value! });
    assert.throws(() => parseProof(outside), coded("groth16/point-not-in-subgroup", /pi_b/));
    assert.throws(() => proofToBytes(outside), coded("groth16/point-not-in-subgroup"));
  });

  it("refuses coordinates that are not canonical decimal strings", () => {
    const x = points.a.x;
    const others = [
      `${x + P}`,
      `-${P - x}`,
      `0${x}`,
      `+${x}`,
      `0x${x.toString(16)}`,
      ` ${x}`,
      `${x}\n`,
      "",
      "1e3",
    ];
    for (const text of [...others, x, Number(x), null, undefined, [`${x}`], `${10n ** 80n}`]) {
      const damaged = { ...loose(), pi_a: [text, `${points.a.y}`, "1"] };
      assert.throws(() => parseProof(damaged), coded("groth16/non-canonical-coordinate", /pi_a\[0\]/));
    }
  });

  it("refuses other shapes", () => {
    const shapes: unknown[] = [null, undefined, "proof", 7, [], {}, { ...loose(), pi_a: undefined }];
    for (const key of ["pi_a", "pi_b", "pi_c"]) {
      shapes.push({ ...loose(), [key]: "1" }, { ...loose(), [key]: loose()[key].slice(0, 2) });
      shapes.push({ ...loose(), [key]: [...loose()[key], "1"] });
    }
    shapes.push({ ...loose(), pi_b: [["1"], ["2"], ["1", "0"]] }, { ...loose(), pi_b: new Array(3) });
    shapes.push({ ...loose(), protocol: "plonk" }, { ...loose(), curve: "bls12381" });
    shapes.push({ ...loose(), pi_a: [...loose().pi_a.slice(0, 2), "2"] });
    shapes.push({ ...loose(), pi_b: [...loose().pi_b.slice(0, 2), ["1", "1"]] });
    for (const shape of shapes) assert.throws(() => parseProof(shape), coded("groth16/proof-shape"));
  });

  it("takes snarkjs's proofs without the two labels, and ignores other keys", () => {
    const { protocol: _protocol, curve: _curve, ...bare } = proof;
    assert.deepEqual(parseProof({ ...bare, note: "x" }), points);
    const typed: Proof = proof;
    assert.equal(typed.protocol, "groth16");
  });
});
