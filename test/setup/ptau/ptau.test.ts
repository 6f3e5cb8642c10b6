// Powers of tau against snarkjs 0.7.6, both ways, and files that lie.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { ErrorCode } from "../../../src/errors/index.js";
import { readSections, viewOf, writeSections } from "../../../src/groth16/index.js";
import { PTAU_SECTIONS, PtauFile } from "../../../src/setup/formats/ptau.js";
import { closePtau, contributeToPtau } from "../../../src/setup/ptau/contribute.js";
import { startPtau } from "../../../src/setup/ptau/new.js";
import { preparePtau } from "../../../src/setup/ptau/prepare.js";
import {
  comparePtau,
  HERMEZ_FILES,
  PPOT_FILES,
  publishedOf,
  recognisePtau,
} from "../../../src/setup/ptau/published.js";
import { formatPtauRecords, type PtauRecord, parsePtauRecords } from "../../../src/setup/ptau/records.js";
import { verifyPtau } from "../../../src/setup/ptau/verify.js";
import { GROUP2, twistPoint } from "../../engine/support/curve.js";
import { Random } from "../../engine/support/random.js";
import { endSnarkjs } from "../../groth16/support/circuit.js";
import { rejectsCode } from "../../support/errors.js";
import { BEACON, openWorkshop, smallPowers, type Workshop } from "../support/ceremony.js";
import { powersOfTau } from "../support/snarkjs.js";

const POWER = 4;
const refuses = (work: Promise<unknown>, code: ErrorCode) => rejectsCode(code, work);
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

describe("setup: powers of tau", () => {
  let shop: Workshop;
  before(async () => {
    shop = await openWorkshop();
    await smallPowers(shop, "ours", POWER, "all");
  });
  after(async () => {
    await shop.close();
    await endSnarkjs();
  });

  const at = (name: string): string => shop.path(`${name}.ptau`);
  const verify = (name: string) => verifyPtau({ path: at(name) }, shop.vectors);

  describe("and snarkjs", () => {
    it("begin with the same bytes", async () => {
      const { curves } = (await import("snarkjs")) as unknown as {
        curves: { getCurveFromName(name: string): Promise<unknown> };
      };
      await powersOfTau.newAccumulator(await curves.getCurveFromName("bn128"), POWER, at("theirs"));
      assert.deepEqual(await shop.read("ours-0.ptau"), await shop.read("theirs.ptau"));
    });

    it("its verify accepts what we contribute, close and prepare", async () => {
      for (const name of ["ours-1", "ours-2", "ours"])
        assert.equal(await powersOfTau.verify(at(name), SILENT), true);
    });

    it("we accept what it contributes and closes, among ours", async () => {
      await powersOfTau.contribute(at("ours-1"), at("mixed-1"), "theirs", "entropy");
      await contributeToPtau({ from: at("mixed-1"), to: at("mixed-2"), name: "ours again" }, shop.vectors);
      const hash = "ab".repeat(32);
      await powersOfTau.beacon(at("mixed-2"), at("mixed-3"), "final", hash, 10);
      const { contributions, final, prepared } = await verify("mixed-3");
      const names = ["first", "theirs", "ours again", "final"];
      assert.deepEqual(
        contributions.map(({ name }) => name),
        names,
      );
      assert.deepEqual(contributions.at(-1)!.beacon, { hash, iterationsExponent: 10 });
      assert.deepEqual([final, prepared], [true, []]);
      assert.equal(await powersOfTau.verify(at("mixed-3"), SILENT), true);
    });

    it("close with a beacon and prepare to the same bytes", async () => {
      await powersOfTau.beacon(at("ours-1"), at("their-beacon"), "beacon", "b1".repeat(32), 10);
      assert.deepEqual(await shop.read("their-beacon.ptau"), await shop.read("ours-2.ptau"));
      await powersOfTau.preparePhase2(at("ours-2"), at("their-bases"));
      assert.deepEqual(await shop.read("their-bases.ptau"), await shop.read("ours.ptau"));
    });

    it("a contributor's published hash is its response hash", async () => {
      const theirs: Uint8Array = await powersOfTau.contribute(at("ours-1"), at("hash"), "theirs", "entropy");
      const { contributions } = await verify("hash");
      assert.equal(contributions[1]!.hash, Buffer.from(theirs).toString("hex"));
      const ours = await contributeToPtau({ from: at("hash"), to: at("hash-2"), name: "ours" }, shop.vectors);
      assert.equal((await verify("hash-2")).contributions[2]!.hash, ours.hash);
    });
  });

  it("prepares one domain only, of this or a smaller power", async () => {
    await preparePtau({ from: at("ours-2"), to: at("one"), domain: POWER - 1 }, shop.vectors);
    const { power, ceremonyPower, prepared } = await verify("one");
    assert.deepEqual([power, ceremonyPower, prepared], [POWER - 1, POWER, [POWER - 1]]);
    await refuses(
      preparePtau({ from: at("ours-2"), to: at("no"), domain: POWER + 1 }, shop.vectors),
      "setup/ptau-too-small",
    );
  });

  it("knows the published files by the hashes in snarkjs's README, and no other file", async () => {
    const readme = await readFile(
      new URL("../../../node_modules/snarkjs/README.md", import.meta.url),
      "utf8",
    );
    const rows = readme.matchAll(/^\|\s*(\d+)\s*\|[^|]*\|[^|]*hez_final[^|]*\|\s*([0-9a-f]{128})\s*\|/gm);
    const published = Object.fromEntries([...rows].map(([, power, hash]) => [power, hash]));
    assert.deepEqual({ ...HERMEZ_FILES }, published);
    const none = { sha256: "ab".repeat(32), blake2b: "ab".repeat(64) };
    assert.equal(publishedOf(none), null);
    assert.deepEqual(publishedOf({ ...none, blake2b: HERMEZ_FILES[12]! })?.ceremony, "Hermez");
    for (const [power, sha256] of Object.entries(PPOT_FILES)) {
      const found = publishedOf({ ...none, sha256 });
      assert.deepEqual(found, { ceremony: "PPoT", power: Number(power), blake2b: none.blake2b });
    }
    assert.equal(new Set(Object.values(PPOT_FILES)).size, 26);
    await refuses(recognisePtau(at("ours")), "setup/ptau-unpublished");
    await refuses(recognisePtau(at("absent")), "setup/file-read");
    const { sha256, blake2b } = await comparePtau(
      at("ours"),
      createHash("sha256")
        .update(await readFile(at("ours")))
        .digest("hex"),
    );
    assert.deepEqual(await comparePtau(at("ours"), blake2b.toUpperCase()), { sha256, blake2b });
    await refuses(comparePtau(at("ours"), none.sha256), "setup/ptau-other-hash");
    await assert.rejects(recognisePtau(at("ours"), { signal: AbortSignal.abort(new Error("stop")) }), {
      message: "stop",
    });
  });

  describe("refuses", () => {
    const sectionsOf = async (name: string) =>
      new Map(readSections(await shop.read(`${name}.ptau`), "ptau", 1, PTAU_SECTIONS));
    /** Writes `name` with its sections, or its contributions, changed. */
    const altered = async (
      name: string,
      change: (sections: Map<number, Uint8Array>, records: PtauRecord[]) => void,
    ): Promise<string> => {
      const sections = await sectionsOf(name);
      for (const [id, body] of sections) sections.set(id, body.slice());
      const records = parsePtauRecords(sections.get(7)!);
      change(sections, records);
      sections.set(7, formatPtauRecords(records));
      await writeFile(at("altered"), writeSections("ptau", 1, [...sections]));
      return "altered";
    };
    const swap = (body: Uint8Array, size: number, i: number, j: number): void => {
      const first = body.slice(i * size, (i + 1) * size);
      body.copyWithin(i * size, j * size, (j + 1) * size);
      body.set(first, j * size);
    };

    before(async () => {
      await contributeToPtau({ from: at("ours-1"), to: at("two"), name: "second" }, shop.vectors);
      await contributeToPtau({ from: at("two"), to: at("three"), name: "third" }, shop.vectors);
    });

    it("a contribution that drops its predecessor, or repeats one", async () => {
      await refuses(
        verify(await altered("three", (_, records) => void records.splice(1, 1))),
        "setup/contribution-proof",
      );
      await refuses(
        verify(await altered("three", (_, records) => void records.splice(1, 0, records[1]!))),
        "setup/contribution-proof",
      );
    });

    it("powers that are not the contributions'", async () => {
      await refuses(verify(await altered("three", (_, records) => void records.pop())), "setup/ptau-vector");
      const other = (await sectionsOf("two")).get(2)!;
      await refuses(verify(await altered("three", (s) => void s.set(2, other))), "setup/ptau-vector");
    });

    for (const [id, size] of [
      [2, 64],
      [3, 128],
      [4, 64],
      [5, 64],
    ] as const)
      it(`two points of section ${id} exchanged`, async () => {
        const name = await altered("three", (s) => swap(s.get(id)!, size, 3, 4));
        await refuses(verify(name), "setup/ptau-vector");
      });

    it("another [beta] in G2", async () => {
      const name = await altered("three", (s) => void s.set(6, s.get(3)!.slice(0, 128)));
      await refuses(verify(name), "setup/ptau-vector");
    });

    it("points that are none", async () => {
      const flip = (id: number, byte: number) => async () =>
        refuses(
          verify(
            await altered("three", (s) => {
              s.get(id)![byte]! ^= 1;
            }),
          ),
          "setup/point-invalid",
        );
      await flip(2, 64 * 5)();
      await flip(3, 128 * 5)();
    });

    it("a point of the twist outside the group", async () => {
      const stray = GROUP2.zkey(twistPoint(new Random(5)));
      const name = await altered("three", (s) => s.get(3)!.set(stray, 128 * 5));
      const { message } = await refuses(verify(name), "setup/point-invalid");
      assert.equal(message, "a point of [tau^i] in G2 is not in its group");
    });

    it("another next challenge", async () => {
      const name = await altered("three", (_, records) => {
        const last = records.at(-1)!;
        records[records.length - 1] = { ...last, nextChallenge: last.nextChallenge.map((byte) => byte ^ 1) };
      });
      await refuses(verify(name), "setup/ptau-challenge");
    });

    it("a beacon with another iteration count, or another value", async () => {
      const change = (beacon: Partial<typeof BEACON>) =>
        altered("ours-2", (_, records) => {
          const last = records.at(-1)!;
          records[records.length - 1] = { ...last, beacon: { ...BEACON, ...beacon } };
        });
      await refuses(verify(await change({ iterationsExponent: 11 })), "setup/beacon-mismatch");
      await refuses(verify(await change({ hash: new Uint8Array(32) })), "setup/beacon-mismatch");
      await refuses(verify(await change({ iterationsExponent: 60 })), "setup/beacon-shape");
    });

    it("a basis that is not that of the powers", async () => {
      // Of a file with one size, the odd half of the basis of twice that size too.
      const odd = await altered("one", (s) => swap(s.get(12)!, 64, 15 + 3, 15 + 5));
      await refuses(verify(odd), "setup/ptau-basis");
      for (const [id, size] of [
        [12, 64],
        [13, 128],
        [14, 64],
        [15, 64],
      ] as const) {
        const name = await altered("ours", (s) => swap(s.get(id)!, size, 20, 21));
        await refuses(verify(name), "setup/ptau-basis");
      }
    });

    it("a truncated file, a longer one, another kind of file", async () => {
      const bytes = await shop.read("ours-2.ptau");
      for (const [content, code] of [
        [bytes.subarray(0, bytes.length - 1), "groth16/file-truncated"],
        [bytes.subarray(0, 7), "groth16/file-truncated"],
        [Buffer.concat([bytes, Uint8Array.of(0)]), "groth16/file-trailing-bytes"],
        [new TextEncoder().encode("<!doctype html>"), "groth16/file-html"],
        [
          new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\n"),
          "groth16/file-lfs-pointer",
        ],
        [new TextEncoder().encode("none of them"), "groth16/file-magic"],
      ] as const) {
        await writeFile(at("altered"), content);
        await refuses(verify("altered"), code);
        await refuses(PtauFile.over(content), code);
      }
      await refuses(verify("absent"), "setup/file-read");
    });

    it("a header that does not fit", async () => {
      const header = (offset: number, value: number) =>
        altered("ours-2", (s) => void viewOf(s.get(1)!).setUint32(offset, value, true));
      await refuses(verify(await header(36, POWER - 1)), "setup/ptau-size");
      await refuses(verify(await header(36, 29)), "setup/ptau-size");
      await refuses(verify(await header(4, 7)), "setup/ptau-curve");
    });

    it("bits flipped anywhere", async () => {
      const bytes = await readFile(at("ours-2"));
      // But for names, and what earlier contributors' published hashes are made of: those who published them see to it.
      const end = bytes.length - (await sectionsOf("ours-2")).get(7)!.length;
      for (let i = 0; i < 24; i++) {
        const copy = Buffer.from(bytes);
        const place = Math.floor(end * ((i + 0.37) / 24));
        copy[place]! ^= 1 << (i % 8);
        await writeFile(at("altered"), copy);
        await assert.rejects(verify("altered"), { name: "PsephosError" });
      }
    });

    it("powers of 1 that are not all 1, where powers of nobody are allowed", async () => {
      const allowNone = (name: string) => verifyPtau({ path: at(name), allowNone: true }, shop.vectors);
      assert.deepEqual((await allowNone("ours-0")).contributions, []);
      const name = await altered("ours-1", (_, records) => void records.pop());
      await refuses(allowNone(name), "setup/ptau-vector");
    });

    it("contributions to nothing, to a closed file, to a part of one; a beacon before anybody", async () => {
      await refuses(verify("ours-0"), "setup/no-contribution");
      const add = (from: string, name = "late") =>
        contributeToPtau({ from: at(from), to: at("no"), name }, shop.vectors);
      await refuses(add("ours-2"), "setup/ptau-final");
      await refuses(add("one"), "setup/ptau-reduced");
      for (const name of ["", "Ada\u202e", "A\u200bda", "Ada\n", "\u009b1A"])
        await refuses(add("ours-1", name), "setup/contribution-name");
      const close = { from: at("ours-0"), to: at("no"), name: "beacon", beacon: BEACON };
      await refuses(closePtau(close, shop.vectors), "setup/no-contribution");
      await refuses(startPtau({ power: 0, to: at("no") }), "setup/ptau-size");
      await assert.rejects(readFile(at("no")), { code: "ENOENT" });
    });
  });
});
