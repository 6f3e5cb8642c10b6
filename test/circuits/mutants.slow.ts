// The engine of `npm run test:mutants`: what it changes, and the cheats that the known holes are found by.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Workshop } from "../../scripts/mutants/compiler.js";
import { Judge, type Outcome } from "../../scripts/mutants/judge.js";
import { faultsOf, untestedGroups } from "../../scripts/mutants/list.js";
import { mutantsOf } from "../../scripts/mutants/sites.js";
import { allMutants, allSources } from "../../scripts/mutants/sources.js";
import { templatesOf } from "../../scripts/mutants/tokens.js";
import { Subject } from "../support/circuits/subject.js";
import { Trial } from "../support/circuits/trial.js";
import { throwsCode } from "../support/errors.js";

const TOY = `pragma circom 2.2.0;
// x and y are bits, and both = x · y.
template Toy(n) {
    signal input x[n];
    signal input y;
    signal output both[n];
    // @group toy
    for (var i = 0; i < n; i++) { x[i] * (x[i] - 1) === 0; }
    y * (y - 1) === 0;
    for (var i = 0; i < n; i++) both[i] <== x[i] * y; /* a === b */
    // @end
}
`;

describe("mutants", () => {
  const folder = mkdtempSync(join(tmpdir(), "psephos-mutants-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  describe("of a toy", () => {
    const mutants = mutantsOf("toy.circom", TOY);
    const names = mutants.map(({ name }) => name.replace("toy.circom:Toy: ", ""));

    it("are every constraint, number and bound, each changed by itself", () => {
      assert.deepEqual(
        templatesOf(TOY).map(({ name, statements }) => [name, statements.length]),
        [["Toy", 6]],
      );
      for (const change of [
        "removed",
        "removed for the first i",
        "removed for the last i",
        "number 1 + 1",
        "number 2 − 1",
      ]) {
        assert.ok(names.includes(`x[i] * (x[i] - 1) === 0: ${change}`), change);
      }
      assert.ok(names.includes("both[i] <== x[i] * y: <== becomes <-- for the last i"));
      assert.ok(names.includes("for (var i = 0; i < n; i++): end − 1 (2)"));
      assert.equal(new Set(names).size, names.length);
      for (const { source } of mutants) assert.notEqual(source, TOY);
    });

    it("keep their names when the source moves", () => {
      const moved = mutantsOf("toy.circom", TOY.replace("template", "\n\n/* above */ template"));
      assert.deepEqual(
        moved.map(({ name }) => name),
        mutants.map(({ name }) => name),
      );
    });

    it("know their group", () => {
      assert.ok(mutants.every(({ group }) => group === "toy"));
    });

    it("are caught where they are unsound, and the toy itself is not", async () => {
      const workshop = new Workshop(join(folder, "toy"));
      const subjectOf = (source: string) => {
        const sources = new Map([["toy.circom", source]]);
        const compiled = workshop.compile(
          sources,
          'pragma circom 2.2.0;\ninclude "toy.circom";\ncomponent main = Toy(2);\n',
        );
        return typeof compiled === "string" ? undefined : new Subject(compiled, sources, "Toy");
      };
      const piece = {
        name: "toy",
        file: "toy.circom",
        template: "Toy",
        params: [2],
        statements: () => ({
          true: { ones: { x: [1n, 0n], y: 1n }, zero: { x: [1n, 1n], y: 0n } },
          false: {
            "x of 2": { x: [0n, 2n], y: 1n },
            "x of 3": { x: [3n, 1n], y: 1n },
            "y of 2": { x: [0n, 1n], y: 2n },
          },
        }),
        lies: [],
      };
      const onlyTrue = () => ({ ...piece.statements(), false: {} });
      const trial = await Trial.of(piece, subjectOf(TOY)!, () => 0n);
      assert.deepEqual(await trial.judge(trial.original), { refused: [] });
      const verdict = async (change: string) => {
        const mutant = mutants.find(({ name }) => name.endsWith(change));
        assert.ok(mutant, change);
        return trial.judge(subjectOf(mutant.source)!, mutant.about);
      };
      assert.equal(
        (await verdict("x[i] * (x[i] - 1) === 0: removed for the last i")).cheat,
        "x of 2: as it is",
      );
      assert.equal(
        (await verdict("x[i] * (x[i] - 1) === 0: removed for the first i")).cheat,
        "x of 3: as it is",
      );
      assert.equal((await verdict("y * (y - 1) === 0: removed")).cheat, "y of 2: as it is");
      assert.equal((await verdict("both[i] <== x[i] * y: <== becomes <--")).cheat, 'ones: both of "zero"');
      // It refuses 1 and accepts 2, which is false.
      assert.equal((await verdict("y * (y - 1) === 0: number 1 + 1")).cheat, "y of 2: as it is");

      // A lie that the circuit itself accepts is no test of a mutant.
      const hole = TOY.replace("both[i] <== x[i] * y", "both[i] <-- x[i] * y");
      const holed = await Trial.of({ ...piece, statements: onlyTrue }, subjectOf(hole)!, () => 0n);
      await assert.rejects(
        holed.judge(subjectOf(hole.replace("y * (y - 1) === 0;", ""))!),
        /AssertionError.*is a cheat of the circuit itself/,
      );
    });

    it("are not made of what cannot be read", () => {
      throwsCode("mutants/token", () => mutantsOf("x", "template T() { signal a§; }"));
      throwsCode("mutants/bracket", () => mutantsOf("x", "template T() { signal a;"));
    });
  });

  describe("of the circuits", () => {
    let judge: Judge;
    const all = allMutants();
    before(() => {
      judge = new Judge(join(folder, "judge"));
    });
    const edited = (file: string, template: string, from: string, to: string) => {
      const source = allSources("stand-in").get(file)!;
      assert.ok(source.includes(from), `${file} has no "${from}"`);
      return { name: from, file, template, group: undefined, about: [], source: source.replace(from, to) };
    };

    it("have each a name of its own", () => {
      assert.ok(all.length > 500);
      assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
    });

    for (const [what, file, template, from, to] of [
      [
        "a weight of 129 bits",
        "lib/weight.circom",
        "WithinAllowance",
        "used = Range(128)",
        "used = Range(129)",
      ],
      [
        "a rest of 129 bits",
        "lib/weight.circom",
        "WithinAllowance",
        "left = Range(128)",
        "left = Range(129)",
      ],
      ["a borrow that is neither 0 nor 1", "lib/order.circom", "Order", "borrow * (borrow - 1) === 0;", ""],
      [
        "upper gaps of 252 bits",
        "lib/order.circom",
        "Order",
        "hiRange[i] = Range(127)",
        "hiRange[i] = Range(252)",
      ],
      ["IsZero without in · out = 0", "circomlib/circuits/comparators.circom", "IsZero", "in*out === 0;", ""],
      [
        "IsZero without its inverse",
        "circomlib/circuits/comparators.circom",
        "IsZero",
        "out <== -in*inv +1",
        "out <-- -in*inv +1",
      ],
      [
        "a last one-hot bit that is neither",
        "lib/ballot.circom",
        "Field",
        "for (var v = 0; v < values; v++) is[v] *",
        "for (var v = 0; v < values - 1; v++) is[v] *",
      ],
      ["a cost of 50 bits", "lib/rules.circom", "Cost", "size = Range(49)", "size = Range(50)"],
      [
        "tooHigh from 2 on",
        "lib/rules.circom",
        "Rules",
        "for (var v = 1; v < values; v++) faults += tooHigh",
        "for (var v = 2; v < values; v++) faults += tooHigh",
      ],
      [
        "extra from 2 on",
        "lib/rules.circom",
        "Rules",
        "for (var m = 1; m < fields; m++) faults += extra",
        "for (var m = 2; m < fields; m++) faults += extra",
      ],
      [
        "a high part of a bit more",
        "lib/ballot.circom",
        "Field",
        "highRange = Range(highBits)",
        "highRange = Range(highBits + 1)",
      ],
      [
        "a bitmap of other powers",
        "tally_batch.circom",
        "TallyBatch",
        "bitmap += opened[i] * 2 ** i",
        "bitmap += opened[i] * 2 ** (i + 1)",
      ],
      [
        "a bitmap without its first slot",
        "tally_batch.circom",
        "TallyBatch",
        "for (var i = 0; i < slots; i++) bitmap",
        "for (var i = 1; i < slots; i++) bitmap",
      ],
    ] as const) {
      it(`are caught: ${what}`, async function () {
        this.timeout(300_000);
        const outcome = await judge.judge(edited(file, template, from, to));
        assert.equal(outcome.kind, "caught", JSON.stringify(outcome));
      });
    }
  });

  it("are listed as harmless if no cheat passes them, and only then", () => {
    const survivor = (...refuses: string[]): Outcome => ({ kind: "survivor", refuses });
    const outcomes = new Map<string, Outcome>([
      ["tight", survivor("a truth")],
      ["same", survivor()],
      ["caught", { kind: "caught", piece: "toy", cheat: "a lie" }],
    ]);
    const good = {
      tight: { claim: "tighter", reason: "fewer bits" },
      same: { claim: "equivalent", reason: "the same" },
    } as const;
    assert.deepEqual(faultsOf(good, outcomes, true), []);
    const faults = (list: Parameters<typeof faultsOf>[0]) => faultsOf(list, outcomes, true).join("\n");
    assert.match(faults({ tight: good.tight }), /^same: no cheat passes it, and it is not listed/);
    assert.match(
      faults({ ...good, caught: good.same }),
      /^caught: listed as harmless, but a cheat passes it/,
    );
    assert.match(faults({ ...good, gone: good.same }), /^gone: listed, but there is no such mutant/);
    assert.match(
      faults({ ...good, tight: good.same }),
      /^tight: listed without a reason|^tight: listed as equivalent/,
    );
    assert.match(faults({ ...good, same: good.tight }), /^same: listed as tighter, but every true statement/);
    assert.match(faults({ ...good, same: { ...good.same, reason: " " } }), /^same: listed without a reason/);
    assert.deepEqual(faultsOf({ ...good, gone: good.same }, outcomes, false), []);
  });

  it("are of groups, each with a constraint whose loss lets a cheat pass", () => {
    const caught: Outcome = { kind: "caught", piece: "toy", cheat: "a lie" };
    const mutants = [
      { name: "a === b: removed", group: "one" },
      { name: "c <== d: <== becomes <-- for the last i", group: "two" },
      { name: "e === 5: removed", group: "three" },
      { name: "e === 5: number 1 + 1", group: "three" },
      { name: "for (;;): end + 1", group: undefined },
    ];
    const outcomes = new Map<string, Outcome>(mutants.map(({ name }) => [name, caught]));
    assert.deepEqual(untestedGroups(mutants, outcomes), []);
    outcomes.set("e === 5: removed", { kind: "survivor", refuses: [] });
    assert.deepEqual(untestedGroups(mutants, outcomes), ["three"]);
  });

  it("are listed by families, each member of which is checked", () => {
    const outcomes = new Map<string, Outcome>([
      ["x: a * b: number 1", { kind: "survivor", refuses: ["a truth"] }],
      ["x: a * b: number 2", { kind: "survivor", refuses: [] }],
      ["y", { kind: "caught", piece: "toy", cheat: "a lie" }],
    ]);
    const entry = (claim: "tighter" | "equivalent") => ({ claim, reason: "for the toy" });
    const faults = (list: Parameters<typeof faultsOf>[0]) => faultsOf(list, outcomes, true).join("\n");
    assert.equal(
      faults({ "x: a * …: number 1": entry("tighter"), "x: a * b: number 2": entry("equivalent") }),
      "",
    );
    assert.match(faults({ "x: …": entry("tighter") }), /^x: a \* b: number 2: listed as tighter, but every/);
    assert.match(
      faults({ "x: …": entry("equivalent") }),
      /^x: a \* b: number 1: listed as equivalent, but it refuses/,
    );
    assert.match(faults({ "…": entry("tighter") }), /y: listed as harmless, but a cheat passes it/);
    assert.match(
      faults({ "x: …": entry("tighter"), "x: a * b: number 1": entry("tighter") }),
      /^x: a \* b: number 1: listed twice/,
    );
    assert.match(faults({ "z…": entry("tighter") }), /z…: listed, but there is no such mutant/);
  });
});
