// The contributor's one bar, held to the steps that a real contribution has.
import assert from "node:assert/strict";
import { createInitialKey, PtauFile } from "../../src/setup/index.js";
import { addToKey, type CeremonyFile } from "../../src/setup/web/index.js";
import { Course, type Journey, stepsOf } from "../../web/contribute/course.js";
import { openWorkshop, smallPowers, squares, type Workshop } from "../setup/support/ceremony.js";
import { r1csFile } from "../setup/support/random-circuit.js";

describe("web: the contributor's bar", () => {
  const r1cs = r1csFile(squares(6));
  let workshop: Workshop;
  let first: Uint8Array;
  before(async () => {
    workshop = await openWorkshop();
    await using ptau = await PtauFile.open(await smallPowers(workshop, "powers", 3, "one"));
    first = (await createInitialKey({ r1cs, ptau }, workshop.vectors)).zkey;
  });
  after(() => workshop?.close());

  /** Adds to a key, and gives what the bar showed, and what the work said. */
  async function added(zkey: Uint8Array, position: number, circuit: boolean) {
    const course = new Course(stepsOf(circuit, position === 0), false);
    const shown: Journey[] = [];
    const told = new Set<string>();
    const files: Record<string, Uint8Array> = circuit
      ? { "key.zkey": zkey, "a.r1cs": r1cs }
      : { "key.zkey": zkey };
    const latest: CeremonyFile = { name: "key.zkey", phase: "key", position, prefix: "key" };
    const made = await addToKey(
      {
        files: {
          names: [...Object.keys(files), ...(circuit ? ["powers.ptau"] : [])],
          listing: undefined,
          read: async (name) => files[name]!,
          sha256: async () => "",
          powers: () => PtauFile.open(workshop.path("powers.ptau")),
        },
        ...{ latest, name: "Ada", entropy: {} },
      },
      workshop.vectors,
      {
        onProgress: ({ stage, done, total }) => {
          told.add(stage);
          shown.push(course.worked(stage, done, total));
        },
      },
    );
    return { zkey: made.zkey, shown, told };
  }

  for (const circuit of [true, false])
    it(`goes forward to its end ${circuit ? "with the circuit" : "with a key alone"}, for the first key and a later one`, async () => {
      let zkey = first;
      for (const position of [0, 1]) {
        const { zkey: next, shown, told } = await added(zkey, position, circuit);
        zkey = next;
        const known = new Set(stepsOf(circuit, position === 0).map(({ name }) => name));
        assert.deepEqual(
          [...told].filter((name) => !known.has(name)),
          [],
        );
        const fractions = shown.map(({ fraction }) => fraction);
        assert.deepEqual(
          fractions,
          [...fractions].sort((a, b) => a - b),
        );
        assert.ok(fractions[0]! < 1);
        assert.equal(fractions.at(-1), 1);
        assert.equal(shown.at(-1)!.stage, "adding");
      }
    });

  it("stays where it is at a step that it does not know, and begins after what is fetched", () => {
    const course = new Course(stepsOf(false, false), true);
    assert.deepEqual(course.fetched(1), { stage: "fetching", fraction: 0.15 });
    const { fraction } = course.worked("section L", 1, 2);
    assert.ok(fraction > 0.15);
    assert.equal(course.worked("another", 1, 1).fraction, fraction);
  });
});
