// Ceremonies for a circuit's key against snarkjs 0.7.6, both ways, and keys that lie.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as R } from "../../../src/bytes/index.js";
import type { ErrorCode } from "../../../src/errors/index.js";
import {
  parseContributions,
  parseZkey,
  readSections,
  writeSections,
  type ZkeyContribution,
} from "../../../src/groth16/index.js";
import { setupCurve } from "../../../src/setup/curve.js";
import { formatContributions } from "../../../src/setup/formats/contributions.js";
import { PtauFile } from "../../../src/setup/formats/ptau.js";
import { createDevelopmentKey } from "../../../src/setup/index.js";
import { closeKey, contributeToKey } from "../../../src/setup/phase2/contribute.js";
import { exportVerificationKey } from "../../../src/setup/phase2/export.js";
import { createInitialKey } from "../../../src/setup/phase2/initial.js";
import { verifyKey } from "../../../src/setup/phase2/verify.js";
import { contributeToPtau } from "../../../src/setup/ptau/contribute.js";
import { startPtau } from "../../../src/setup/ptau/new.js";
import { endSnarkjs } from "../../groth16/support/circuit.js";
import { rejectsCode } from "../../support/errors.js";
import { BEACON, openWorkshop, smallPowers, squares, type Workshop } from "../support/ceremony.js";
import { r1csFile, randomCircuit, wtnsFile } from "../support/random-circuit.js";
import { groth16, snarkjsKey, verifyKey as snarkjsVerify, zKey } from "../support/snarkjs.js";

const POWER = 5;
const ALL_SECTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const sectionsOf = (zkey: Uint8Array) => new Map(readSections(zkey, "zkey", 1, ALL_SECTIONS));

describe("setup: phase 2", () => {
  const circuit = squares(20);
  const r1cs = r1csFile(circuit);
  let shop: Workshop;
  let ptau: PtauFile;
  let ptauBytes: Uint8Array;
  /** Before anybody; after one, two and three contributors; closed. */
  const chain: Uint8Array[] = [];

  before(async () => {
    shop = await openWorkshop();
    const path = await smallPowers(shop, "powers", POWER, "all");
    ptau = await PtauFile.open(path);
    ptauBytes = new Uint8Array(await readFile(path));
    chain.push((await createInitialKey({ r1cs, ptau }, shop.vectors)).zkey);
    for (const name of ["Ada", "Błażej 🗳", "Chidi"])
      chain.push((await contributeToKey({ zkey: chain.at(-1)!, name }, shop.vectors)).zkey);
    chain.push((await closeKey({ zkey: chain.at(-1)!, name: "beacon", beacon: BEACON }, shop.vectors)).zkey);
  });
  after(async () => {
    await ptau.close();
    await shop.close();
    await endSnarkjs();
  });

  const verify = (zkey: Uint8Array, of: Uint8Array = r1cs) =>
    verifyKey({ zkey, r1cs: of, ptau }, shop.vectors);
  const refuses = (zkey: Uint8Array, code: ErrorCode) => rejectsCode(code, verify(zkey));

  describe("and snarkjs", () => {
    it("make the same first key, section by section, for any circuit", async () => {
      await fc.assert(
        fc.asyncProperty(randomCircuit, async (shape) => {
          const file = r1csFile(shape);
          const { zkey } = await createInitialKey({ r1cs: file, ptau }, shop.vectors);
          const [ours, theirs] = [sectionsOf(zkey), sectionsOf(await snarkjsKey(file, ptauBytes))];
          for (const id of ALL_SECTIONS) assert.deepEqual(ours.get(id), theirs.get(id), `section ${id}`);
        }),
        { numRuns: 8, seed: 11 },
      );
    });

    it("its verify accepts what we contribute and close", async () => {
      for (const zkey of chain.slice(1)) {
        const { ok, lines } = await snarkjsVerify(r1cs, ptauBytes, zkey);
        assert.ok(ok, lines.join("\n"));
      }
    });

    it("we accept what it contributes and closes, among ours", async () => {
      const path = (name: string) => shop.path(`${name}.zkey`);
      await writeFile(path("1"), chain[1]!);
      await zKey.contribute(path("1"), path("2"), "theirs", "entropy");
      const { zkey } = await contributeToKey({ zkey: await shop.read("2.zkey"), name: "ours" }, shop.vectors);
      await writeFile(path("3"), zkey);
      await zKey.beacon(path("3"), path("4"), "final", "b1".repeat(32), 10);
      const { contributions, final } = await verify(await shop.read("4.zkey"));
      const names = ["Ada", "theirs", "ours", "final"];
      assert.deepEqual(
        contributions.map(({ name }) => name),
        names,
      );
      assert.ok(final);
      // The beacon is the same for both: so is the file, but for the sections' order.
      const ours = await closeKey({ zkey, name: "final", beacon: BEACON }, shop.vectors);
      const theirs = sectionsOf(await shop.read("4.zkey"));
      for (const [id, body] of sectionsOf(ours.zkey)) assert.deepEqual(body, theirs.get(id), `section ${id}`);
    });

    it("a contributor's published hash is its contribution hash; the exported key is the same", async () => {
      await writeFile(shop.path("in.zkey"), chain[1]!);
      const theirs = await zKey.contribute(shop.path("in.zkey"), shop.path("out.zkey"), "theirs", "entropy");
      const zkey = await shop.read("out.zkey");
      const { contributions } = await verify(zkey);
      assert.equal(contributions[1]!.hash, Buffer.from(theirs).toString("hex"));
      assert.deepEqual(await exportVerificationKey(zkey), await zKey.exportVerificationKey(zkey));
    });
  });

  it("a key of three contributors and a beacon proves and verifies", async () => {
    const { contributions, final } = await verify(chain[4]!);
    assert.deepEqual(
      contributions.map(({ name, beacon }) => [name, beacon?.iterationsExponent]),
      [
        ["Ada", undefined],
        ["Błażej 🗳", undefined],
        ["Chidi", undefined],
        ["beacon", 10],
      ],
    );
    assert.ok(final);
    const { proof, publicSignals } = await groth16.prove(chain[4], wtnsFile(circuit.witness));
    assert.ok(await groth16.verify(await exportVerificationKey(chain[4]!), publicSignals, proof));
    assert.deepEqual(publicSignals, [`${circuit.witness[1]}`]);
  });

  it("says what stood before a contribution, and gives each its own secret", async () => {
    const add = () =>
      contributeToKey({ zkey: chain[2]!, name: "Dora", entropy: { text: "dice" } }, shop.vectors);
    const [first, second] = [await add(), await add()];
    assert.deepEqual(
      first.before.map(({ name }) => name),
      ["Ada", "Błażej 🗳"],
    );
    assert.notEqual(first.hash, second.hash);
    assert.equal((await verify(first.zkey)).contributions[2]!.hash, first.hash);
  });

  it("wipes the randomness that a contribution's secret came from", async () => {
    const drawn: Uint8Array[] = [];
    const draw = crypto.getRandomValues.bind(crypto);
    const watched = (bytes: Uint8Array<ArrayBuffer>) => {
      drawn.push(bytes);
      return draw(bytes);
    };
    Object.defineProperty(crypto, "getRandomValues", { value: watched, configurable: true });
    try {
      const zkey = chain[0]!;
      await contributeToKey({ zkey, name: "Ada" }, shop.vectors);
      await startPtau({ power: 1, to: shop.path("wipe-0.ptau") });
      await contributeToPtau(
        { from: shop.path("wipe-0.ptau"), to: shop.path("wipe-1.ptau"), name: "Ada" },
        shop.vectors,
      );
    } finally {
      Reflect.deleteProperty(crypto, "getRandomValues");
    }
    const seeds = drawn.filter(({ length }) => length === 64);
    assert.equal(seeds.length, 2);
    for (const seed of seeds) assert.ok(seed.every((byte) => byte === 0));
  });

  it("marks a development key when it exports it", async () => {
    const { zkey, verificationKey } = await createDevelopmentKey({ r1cs });
    assert.deepEqual(await exportVerificationKey(zkey), verificationKey);
    await refuses(zkey, "setup/key-points");
  });

  describe("refuses", () => {
    const altered = (zkey: Uint8Array, change: (sections: Map<number, Uint8Array>) => void): Uint8Array => {
      const sections = sectionsOf(zkey);
      for (const [id, body] of sections) sections.set(id, body.slice());
      change(sections);
      return writeSections("zkey", 1, [...sections]);
    };
    const rechained = (zkey: Uint8Array, change: (records: ZkeyContribution[]) => void): Uint8Array =>
      altered(zkey, (sections) => {
        const { circuitHash, contributions } = parseContributions(sections.get(10)!);
        const records = [...contributions];
        change(records);
        sections.set(10, formatContributions({ circuitHash, contributions: records }));
      });
    const swap = (body: Uint8Array, size: number, i: number, j: number): void => {
      const first = body.slice(i * size, (i + 1) * size);
      body.copyWithin(i * size, j * size, (j + 1) * size);
      body.set(first, j * size);
    };

    it("a contribution that drops its predecessor", () =>
      refuses(
        rechained(chain[3]!, (records) => void records.splice(1, 1)),
        "setup/contribution-transcript",
      ));

    it("one that is repeated, or moved to another place", async () => {
      const repeat = rechained(chain[3]!, (records) => void records.push(records[2]!));
      await refuses(repeat, "setup/contribution-transcript");
      const turn = rechained(chain[3]!, (records) => void records.reverse());
      await refuses(turn, "setup/contribution-transcript");
    });

    it("the last contribution left out of the record", () =>
      refuses(
        rechained(chain[3]!, (records) => void records.pop()),
        "setup/key-delta",
      ));

    it("a delta that its contributions do not lead to, in G1, in G2, in both", async () => {
      const curve = await setupCurve();
      const change = (in1: boolean, in2: boolean) =>
        altered(chain[3]!, (sections) => {
          const header = sections.get(2)!;
          if (in1) header.set(curve.multiply(header.slice(468, 532), 2n), 468);
          if (in2) header.set(curve.multiply(header.slice(532, 660), 2n), 532);
        });
      for (const key of [change(true, false), change(false, true), change(true, true)])
        await refuses(key, "setup/key-delta");
    });

    it("a contribution that changes delta and leaves the points", async () => {
      const honest = await contributeToKey({ zkey: chain[2]!, name: "lazy" }, shop.vectors);
      const before = sectionsOf(chain[2]!);
      for (const id of [8, 9])
        await refuses(
          altered(honest.zkey, (sections) => void sections.set(id, before.get(id)!)),
          "setup/key-points",
        );
    });

    it("a contribution whose delta is not its secret's, or whose secret is not shown", async () => {
      const curve = await setupCurve();
      const change = (field: "deltaAfter" | "g2SpX") =>
        rechained(chain[3]!, (records) => {
          const last = records.at(-1)!;
          records[records.length - 1] = { ...last, [field]: curve.multiply(last[field], 3n) };
        });
      await refuses(change("deltaAfter"), "setup/contribution-delta");
      await refuses(change("g2SpX"), "setup/contribution-proof");
    });

    for (const [id, what] of [
      [8, "L"],
      [9, "H"],
    ] as const)
      it(`points of ${what} exchanged, or multiplied, or off the curve`, async () => {
        const curve = await setupCurve();
        await refuses(
          altered(chain[3]!, (s) => swap(s.get(id)!, 64, 2, 5)),
          "setup/key-points",
        );
        await refuses(
          altered(chain[3]!, (s) => {
            const body = s.get(id)!;
            body.set(curve.multiply(body.slice(64, 128), R - 1n), 64);
          }),
          "setup/key-points",
        );
        await refuses(
          altered(chain[3]!, (s) => {
            s.get(id)![70]! ^= 1;
          }),
          "setup/point-invalid",
        );
      });

    for (const [id, size, code] of [
      [3, 64, "setup/key-points"],
      [4, 44, "setup/other-circuit"],
      [5, 64, "setup/key-points"],
      [6, 64, "setup/key-points"],
      [7, 128, "setup/key-points"],
    ] as const)
      it(`section ${id} altered`, () =>
        refuses(
          altered(chain[3]!, (s) => {
            const body = s.get(id)!;
            if (id === 4) body.copyWithin(4, 4 + size, 4 + 2 * size);
            else swap(body, size, ...((id === 3 ? [0, 1] : [2, 3]) as [number, number]));
          }),
          code,
        ));

    it("a beacon with another iteration count, or another value", async () => {
      const change = (beacon: Partial<typeof BEACON>) =>
        rechained(chain[4]!, (records) => {
          const last = records.at(-1)!;
          records[records.length - 1] = { ...last, beacon: { ...BEACON, ...beacon } };
        });
      await refuses(change({ iterationsExponent: 11 }), "setup/beacon-mismatch");
      await refuses(change({ hash: new Uint8Array(32) }), "setup/beacon-mismatch");
      await refuses(change({ iterationsExponent: 9 }), "setup/beacon-shape");
    });

    it("a key for another circuit, of another shape or of the same", async () => {
      await rejectsCode("setup/other-circuit", verify(chain[3]!, r1csFile(squares(19))));
      const { constraints, ...rest } = squares(20);
      const twin = r1csFile({
        ...rest,
        constraints: constraints.map(([a, b, c], i) => [a, i === 3 ? [[a[0]![0], 2n]] : b, c]),
      });
      await rejectsCode("setup/other-circuit", verify(chain[3]!, twin));
    });

    it("powers of tau that are too few, not prepared, or of another ceremony", async () => {
      const small = await smallPowers(shop, "small", POWER - 1, "one");
      const using = async (path: string) => {
        const file = await PtauFile.open(path);
        try {
          await verifyKey({ zkey: chain[3]!, r1cs, ptau: file }, shop.vectors);
        } finally {
          await file.close();
        }
      };
      await rejectsCode("setup/ptau-too-small", using(small));
      await rejectsCode("setup/ptau-not-prepared", using(shop.path("powers-2.ptau")));
      await rejectsCode("setup/key-points", using(await smallPowers(shop, "other", POWER, "one")));
    });

    it("a key to which nobody contributed; adding to a final one; a beacon before anybody", async () => {
      await refuses(chain[0]!, "setup/no-contribution");
      const late = contributeToKey({ zkey: chain[4]!, name: "late" }, shop.vectors);
      await rejectsCode("setup/key-final", late);
      const early = closeKey({ zkey: chain[0]!, name: "beacon", beacon: BEACON }, shop.vectors);
      await rejectsCode("setup/no-contribution", early);
      for (const name of ["", "   ", "x".repeat(65), "a\nb"])
        await rejectsCode(
          "setup/contribution-name",
          contributeToKey({ zkey: chain[0]!, name }, shop.vectors),
        );
    });

    it("to add to a key whose chain or delta is broken", async () => {
      const add = (zkey: Uint8Array) => contributeToKey({ zkey, name: "careful" }, shop.vectors);
      const dropped = rechained(chain[3]!, (records) => void records.shift());
      await rejectsCode("setup/contribution-transcript", add(dropped));
      const unrecorded = rechained(chain[3]!, (records) => void records.pop());
      await rejectsCode("setup/key-delta", add(unrecorded));
    });

    it("a truncated file, and bits flipped anywhere but in names", async () => {
      const zkey = chain[3]!;
      await refuses(zkey.subarray(0, zkey.length - 1), "groth16/file-truncated");
      const { contributions } = parseZkey(zkey);
      const end = zkey.length - contributions.length;
      for (let i = 0; i < 16; i++) {
        const copy = zkey.slice();
        copy[Math.floor(end * ((i + 0.41) / 16))]! ^= 1 << (i % 8);
        await assert.rejects(verify(copy), { name: "PsephosError" });
      }
    });

    it("to go on when interrupted", async () => {
      const signal = AbortSignal.abort(new Error("interrupted"));
      const work = contributeToKey({ zkey: chain[0]!, name: "Ada" }, shop.vectors, { signal });
      await assert.rejects(work, { message: "interrupted" });
    });
  });
});
