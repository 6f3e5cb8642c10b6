/** The binary form of transactions and the text of genesis documents: one spelling, and nothing but refusals for all else. */
import assert from "node:assert/strict";
import { decode, encode } from "cborg";
import fc from "fast-check";
import { PsephosError } from "../../src/errors/index.js";
import {
  decodeTransaction,
  encodeTransaction,
  genesisText,
  type Lists,
  parseGenesis,
} from "../../src/ledger/index.js";
import { council, layers } from "../support/ledger/council.js";
import { SAMPLES } from "../support/ledger/samples.js";
import { testGenesis } from "../support/ledger/world.js";

const RUNS = Number(process.env.RUNS ?? 2000);

type Tree = number | string | null | boolean | Uint8Array | Tree[];

/** The code with which bytes are refused; undefined where they are read, and then they are their own re-encoding. */
function refused(bytes: Uint8Array): string | undefined {
  try {
    assert.deepEqual(encodeTransaction(decodeTransaction(bytes)), bytes, "two spellings");
    return undefined;
  } catch (error) {
    if (error instanceof PsephosError && error.kind === "refused") return error.code;
    throw error;
  }
}

/** Every place in a tree, as the way to it. */
function* places(tree: Tree, way: readonly number[] = []): Iterable<readonly number[]> {
  yield way;
  if (Array.isArray(tree)) for (const [i, child] of tree.entries()) yield* places(child, [...way, i]);
}

function changed(tree: Tree, [first, ...rest]: readonly number[], change: (found: Tree) => Tree): Tree {
  if (first === undefined) return change(tree);
  return (tree as Tree[]).map((child, i) => (i === first ? changed(child, rest, change) : child));
}

const at = (tree: Tree, way: readonly number[]): Tree =>
  way.reduce((found, i) => (found as Tree[])[i]!, tree);

/** What may stand in the place of a field. */
const OTHERS: readonly Tree[] = [
  null,
  true,
  0,
  255,
  256,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  -1,
  1.5,
  "",
  "text",
  "\u{1f5f3}".repeat(3000),
  new Uint8Array(),
  new Uint8Array(32),
  new Uint8Array(32).fill(255),
  new Uint8Array(9000).fill(1),
  [],
  [[]],
];

describe("ledger: the binary form of transactions", () => {
  for (const [name, tx] of SAMPLES) {
    const bytes = encodeTransaction(tx);
    const tree = decode(bytes) as Tree;

    it(`${name}: reads what it writes`, () => assert.deepEqual(decodeTransaction(bytes), tx));

    it(`${name}: every field malformed, missing, or twice`, () => {
      let refusals = 0;
      for (const way of places(tree)) {
        const others = OTHERS.map((other) => changed(tree, way, () => other));
        const found = at(tree, way);
        if (found instanceof Uint8Array)
          others.push(
            changed(tree, way, () => found.slice(1)),
            changed(tree, way, () => Uint8Array.of(0, ...found)),
          );
        if (Array.isArray(found))
          others.push(
            changed(tree, way, () => found.slice(1)),
            changed(tree, way, () => found.slice(0, -1)),
            changed(tree, way, () => [...found, 0]),
          );
        for (const other of others) if (refused(encode(other))) refusals++;
      }
      assert.ok(refusals > OTHERS.length);
    });

    it(`${name}: cut anywhere, and with bytes after it`, () => {
      const step = Math.max(1, Math.floor(bytes.length / 200));
      for (let length = 0; length < bytes.length; length += step)
        assert.ok(refused(bytes.subarray(0, length)), `${length} bytes`);
      assert.equal(refused(Uint8Array.of(...bytes, 0)), "ledger/cbor");
    });
  }

  it("refuses lists within lists at every depth, also where the stack ends", () => {
    for (let depth = 100; depth < 20_000; depth = Math.ceil(depth * 1.03)) {
      const bytes = new Uint8Array(depth + 3).fill(0x81);
      bytes.set([0x82, 0x03]);
      bytes[depth + 2] = 0;
      assert.match(refused(bytes) ?? "read", /^ledger\/(?:cbor|form)$/);
    }
  });

  it("has one spelling of a number, a length and a list", () => {
    const reveal = SAMPLES.find(([name]) => name === "reveal")![1];
    const bytes = encodeTransaction(reveal);
    const [list, kind, ...rest] = bytes;
    assert.equal(list, 0x85);
    const spellings = [
      [0x98, 5, kind!, ...rest], // a list with a longer length
      [0x9f, kind!, ...rest, 0xff], // a list without a length
      [list!, 0x18, kind!, ...rest], // an integer with a longer form
      [list!, 0xf9, 0x47, 0x00, ...rest], // a float with the same value
      [0xc1, ...bytes], // a tag before it
    ];
    for (const spelling of spellings) assert.equal(refused(Uint8Array.from(spelling)), "ledger/cbor");
  });

  it("refuses lists within lists without end", () => {
    for (const depth of [100, 10_000, 60_000]) {
      const nested = new Uint8Array(depth + 1).fill(0x81);
      nested[depth] = 0x80;
      assert.ok(["ledger/cbor", "ledger/form"].includes(refused(nested)!), `${depth} deep`);
    }
  });

  it("refuses or reads whatever bytes come, and never fails otherwise", () => {
    const samples = SAMPLES.map(([, tx]) => encodeTransaction(tx));
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.constantFrom(...samples), flips, (sample, changes) => {
        const bytes = sample.slice();
        for (const [place, bits] of changes) bytes[place % bytes.length]! ^= bits;
        refused(bytes);
      }),
      { numRuns: RUNS },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void refused(bytes)),
      { numRuns: RUNS },
    );
  });
});

describe("ledger: genesis documents", () => {
  const { lists } = testGenesis();
  const documents = [
    testGenesis(),
    testGenesis({ evm: { chainId: 5, contracts: [`0x${"ab".repeat(20)}`] } }),
    ...[council(3, 2).keykeepers, layers(2).keykeepers].map((keykeepers: Lists["keykeepers"]) =>
      testGenesis({ lists: { ...lists, keykeepers, validators: [`0x${"cd".repeat(32)}`] } }),
    ),
  ];

  function outcome(text: string): string | undefined {
    try {
      assert.equal(genesisText(parseGenesis(text)), text);
      return undefined;
    } catch (error) {
      if (error instanceof PsephosError && error.kind === "refused") return error.code;
      throw error;
    }
  }

  type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

  function* variants(value: Json): Iterable<Json> {
    yield* [null, true, 0, -1, 1.5, 1e21, "", "0x", "layered", [], {}, [null], "\ud800"];
    if (typeof value === "string") yield* [`${value} `, value.toUpperCase(), value.slice(1)];
    if (Array.isArray(value)) {
      yield [...value, ...value];
      yield value.slice(1);
      for (const [i, child] of value.entries())
        for (const other of variants(child)) yield value.map((one, j) => (i === j ? other : one));
      return;
    }
    if (value === null || typeof value !== "object") return;
    yield Object.fromEntries(Object.entries(value).reverse());
    yield { ...value, other: 1 };
    for (const [key, child] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
      for (const other of variants(child)) yield { ...value, [key]: other };
    }
  }

  it("are read as they are written, and refused with any part of them malformed", () => {
    for (const document of documents) {
      const text = genesisText(document);
      assert.equal(outcome(text), undefined);
      let refusals = 0;
      for (const variant of variants(JSON.parse(text) as Json))
        if (outcome(`${JSON.stringify(variant, null, 1)}\n`)) refusals++;
      assert.ok(refusals > 300);
    }
  });

  it("are refused in any other spelling", () => {
    const text = genesisText(documents[0]!);
    const twice = text.replace('"votingChain": 7', '"votingChain": 7,\n "votingChain": 7');
    for (const other of [
      text.trim(),
      ` ${text}`,
      text.replace(/\n/g, ""),
      text.replace(": 7", ": 7.0"),
      twice,
      "",
    ])
      assert.equal(outcome(other), "ledger/genesis");
  });

  it("are refused or read with whatever characters changed", () => {
    const text = genesisText(documents[2]!);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (place, other) => {
        outcome(text.slice(0, place) + other + text.slice(place + 1));
      }),
      { numRuns: RUNS / 4 },
    );
  });
});
