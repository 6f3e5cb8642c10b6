// Malformed evidence of every kind is false, and never an error: a stranger's bytes must not stop a node.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Hex } from "../../src/bytes/index.js";
import { createFacts } from "../../src/facts/index.js";
import type { Statement } from "../../src/ledger/index.js";
import { CensusOrigin } from "../../src/process/index.js";

const bytes = (most = 700) => fc.oneof(fc.uint8Array({ maxLength: most }), rlp);
const hex = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((value): Hex => `0x${Buffer.from(value).toString("hex")}`),
  fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((value): Hex => `0x${Buffer.from(value).toString("hex")}`),
  fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((value): Hex => `0x${Buffer.from(value).toString("hex")}`),
);
const number = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
/** Bytes that begin as RLP does. */
const rlp = fc
  .tuple(
    fc.constantFrom(0x80, 0xb7, 0xb8, 0xbf, 0xc0, 0xd1, 0xe2, 0xf7, 0xf8, 0xf9, 0xff),
    fc.uint8Array({ maxLength: 560 }),
  )
  .map(([first, rest]) => Uint8Array.from([first, ...rest]));
const proof = fc.array(bytes(), { maxLength: 5 });

const STATEMENTS: readonly fc.Arbitrary<Statement>[] = [
  fc.record({
    kind: fc.constant("opening" as const),
    voteHash: number,
    nullifier: number,
    votePackage: fc.oneof(
      bytes(),
      fc.json().map((text) => Buffer.from(text)),
    ),
  }),
  fc.record({
    kind: fc.constant("signature" as const),
    digest: bytes(40),
    signature: bytes(70),
    address: hex,
  }),
  fc.record({
    kind: fc.constant("membership" as const),
    root: number,
    address: hex,
    weight: number,
    nodes: fc.array(fc.array(number, { maxLength: 9 }), { maxLength: 13 }),
  }),
  fc.record({
    kind: fc.constant("balance" as const),
    storageRoot: hex,
    origin: fc.constantFrom(...Object.values(CensusOrigin)),
    position: number,
    tokenId: fc.oneof(fc.constant(0n), number),
    address: hex,
    weight: fc.oneof(fc.constant(1n), number),
    proofs: fc.array(proof, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant("account" as const),
    blockHash: hex,
    blockNumber: number,
    header: bytes(),
    token: hex,
    storageRoot: hex,
    proof,
  }),
  fc.record({
    kind: fc.constant("blind-signature" as const),
    modulus: fc.oneof(bytes(), fc.uint8Array({ minLength: 384, maxLength: 384 })),
    randomizer: fc.oneof(bytes(40), fc.uint8Array({ minLength: 32, maxLength: 32 })),
    address: hex,
    signature: fc.oneof(bytes(), fc.uint8Array({ minLength: 384, maxLength: 384 })),
  }),
];

describe("facts: malformed evidence", () => {
  it("is false, whatever it is", async () => {
    const facts = createFacts({ verifiers: [] });
    for (const statements of STATEMENTS)
      await fc.assert(
        fc.asyncProperty(statements, async (statement) => {
          assert.deepEqual(await facts.ask([statement]), [false]);
        }),
        { numRuns: 150 },
      );
  }).timeout(60_000);
});
