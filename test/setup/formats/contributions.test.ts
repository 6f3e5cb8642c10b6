// Section 10 of a .zkey: what is written is what the groth16 room, and so snarkjs, reads.
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseContributions, type ZkeyContribution } from "../../../src/groth16/index.js";
import { formatContributions } from "../../../src/setup/formats/contributions.js";
import { coded } from "../../groth16/support/errors.js";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Any words are canonical coordinates once their last byte is small. */
const point = (length: number) =>
  bytes(length).map((raw) => raw.map((byte, i) => (i % 32 === 31 ? byte % 48 : byte)));
const utf8Length = (text: string) => new TextEncoder().encode(text).length;

const contribution: fc.Arbitrary<ZkeyContribution> = fc.record(
  {
    deltaAfter: point(64),
    g1S: point(64),
    g1SX: point(64),
    g2SpX: point(128),
    transcript: bytes(64),
    name: fc.option(
      fc.string({ unit: "binary" }).filter((name) => utf8Length(name) <= 255),
      { nil: undefined },
    ),
    beacon: fc.option(
      fc
        .tuple(fc.uint8Array({ maxLength: 255 }), fc.integer({ min: 0, max: 63 }))
        .map(([hash, iterationsExponent]) => ({ hash, iterationsExponent })),
      { nil: undefined },
    ),
  },
  { noNullPrototype: true },
);

describe("setup: the contributions of a .zkey", () => {
  it("come back as they went", () => {
    fc.assert(
      fc.property(bytes(64), fc.array(contribution, { maxLength: 4 }), (circuitHash, contributions) => {
        const section = formatContributions({ circuitHash, contributions });
        assert.deepEqual(parseContributions(section), { circuitHash, contributions });
      }),
    );
  });

  it("take no name or beacon that one byte cannot count", () => {
    const [given] = fc.sample(contribution, 1);
    const write = (change: Partial<ZkeyContribution>) => () =>
      formatContributions({ circuitHash: new Uint8Array(64), contributions: [{ ...given!, ...change }] });
    assert.throws(write({ name: "é".repeat(128) }), coded("setup/contribution-parameter"));
    const beacon = { hash: new Uint8Array(256), iterationsExponent: 10 };
    assert.throws(write({ beacon }), coded("setup/contribution-parameter"));
  });
});
