// Nullifiers in order.
import { R } from "../r1cs.js";
import { lie, type Piece } from "./piece.js";

const LIMB = 2n ** 127n;
const [TOP_HI, TOP_LO] = [(R - 1n) / LIMB, (R - 1n) % LIMB];
const SLOTS = 5;
const zeros = (given: readonly bigint[]): bigint[] =>
  Array.from({ length: Math.max(SLOTS, given.length) }, (_, i) => ((given[i] ?? 0n) + R) % R);
const steps = (last: bigint, real: number, gaps: readonly bigint[], hi: readonly bigint[] = []) => ({
  lastHi: last / LIMB,
  lastLo: last % LIMB,
  real: zeros(Array<bigint>(real).fill(1n)),
  gapHi: zeros(gaps.map((gap, i) => hi[i] ?? (gap < 0n ? 0n : gap / LIMB))),
  gapLo: zeros(gaps.map((gap) => (gap < 0n ? gap : gap % LIMB))),
});

/** Passes r by `past` in its second step. */
const WRAP = R - 1000n;
/** Four gaps below 2^252 in the upper limbs, which add up to r: the lower limbs alone are left of them. */
const GIANT = 2n ** 252n - 1n;
const giants = [GIANT, GIANT, GIANT, R - 3n * GIANT];

export const ORDER: Piece = {
  name: "order",
  file: "lib/order.circom",
  template: "Order",
  params: [SLOTS],
  statements: () => ({
    true: {
      thousands: steps(8n, SLOTS, [991n, 999n, 999n, 999n, 999n]),
      empty: steps(LIMB - 3n, 3, [0n, 0n, 5n]),
      none: steps(77n, 0, []),
      wide: steps(0n, SLOTS, [5n * LIMB + 3n, LIMB - 1n, 9n, LIMB, 2n * LIMB]),
      carries: steps(LIMB - 1n, SLOTS, [LIMB - 1n, LIMB - 1n, LIMB - 1n, LIMB - 1n, LIMB - 1n]),
      "carries twice": steps(LIMB - 1n, SLOTS, [LIMB - 1n, 0n, 0n, 0n, 0n]),
      last: steps(5n, 2, [7n, R - 1n - 5n - 8n - 1n]),
      limbs: steps(5n, 1, [TOP_HI * LIMB + (TOP_LO - 6n)]),
      // A lower limb that is one above that of r − 1.
      "the least borrow": steps(0n, 1, [LIMB + TOP_LO]),
      "the last below": steps(0n, 2, [LIMB - 2n, TOP_HI * LIMB - LIMB - 1n]),
    },
    false: {
      twice: steps(8n, SLOTS, [991n, -1n, 1999n, 999n, 999n]),
      back: steps(8n, SLOTS, [991n, 1999n, -1001n, 1999n, 999n]),
      "back from the start": steps(8n, SLOTS, [-1n, 999n, 999n, 999n, 999n]),
      "back at the end": steps(8n, SLOTS, [991n, 999n, 999n, 999n, -1n]),
      "a step at an empty place": steps(8n, 3, [991n, 999n, 999n, 5n]),
      "a step at the last place": steps(8n, 3, [991n, 999n, 999n, 0n, 5n]),
      "a step of an upper limb at an empty place": steps(8n, 3, [991n, 999n, 999n, LIMB]),
      "a step at the first place, empty": steps(8n, 0, [5n]),
      "steps of 1 at empty places": steps(8n, 0, [1n, 1n, 1n, 1n, 1n]),
      "past r": steps(8n, 3, [991n, WRAP, 1999n]),
      "to r": steps(8n, 2, [991n, R - 1001n]),
      "by upper limbs that wrap": steps(8n, SLOTS, [991n, 999n, 999n, 999n], giants),
      "an upper limb of −1": steps(8n * LIMB, SLOTS, [991n, 999n], [0n, -1n]),
      "an upper limb of −1 at the start": steps(8n * LIMB, SLOTS, [991n, 999n], [-1n]),
      "an upper limb of −1 at the end": steps(8n * LIMB, SLOTS, [1n, 1n, 1n, 1n, 1n], [0n, 0n, 0n, 0n, -1n]),
    },
  }),
  lies: [
    ...["twice", "back", "back from the start", "back at the end"].flatMap((about) =>
      Array.from({ length: SLOTS }, (_, i) =>
        lie(`the lower gap ${i} ranged as 0`, about, (told) => told.set(`loRange[${i}].in`, 0n)),
      ),
    ),
    ...["an upper limb of −1", "an upper limb of −1 at the start", "an upper limb of −1 at the end"].flatMap(
      (about) =>
        Array.from({ length: SLOTS }, (_, i) =>
          lie(`the upper gap ${i} ranged as 0`, about, (told) => told.set(`hiRange[${i}].in`, 0n)),
        ),
    ),
    ...["past r", "to r"].flatMap((about) => [
      // r − 1 − n is negative; by its limbs with a borrow that is neither 0 nor 1 it seems to be r more.
      lie("a borrow that is neither", about, (told) => {
        const n = told.value("hi") * LIMB + told.value("lo");
        told.set("borrow", TOP_HI - told.value("hi") - (R + R - 1n - n) / LIMB);
      }),
      lie("a borrow where none is due", about, (told) => told.set("borrow", 1n)),
      lie("no borrow", about, (told) => told.set("borrow", 0n)),
      lie("nothing left above", about, (told) => told.set("restHi.in", 0n)),
      lie("nothing left below", about, (told) => told.set("restLo.in", 0n).set("borrow", 0n)),
      // As r less, with another carry: hi and lo of n − r.
      lie("r less", about, (told) => {
        const n = told.value("hi") * LIMB + told.value("lo") - R;
        told
          .set("lo", n % LIMB)
          .set("hi", n / LIMB)
          .set("borrow", n % LIMB > TOP_LO ? 1n : 0n);
      }),
      lie("r less, by the carry", about, (told) => {
        const n = told.value("hi") * LIMB + told.value("lo") - R;
        told
          .set("carry", told.value("carry") + n / LIMB - told.value("hi"))
          .set("lo", n % LIMB)
          .set("borrow", n % LIMB > TOP_LO ? 1n : 0n);
      }),
      lie("a negative carry", about, (told) => {
        const sum = told.value("lo") + told.value("carry") * LIMB;
        told
          .set("carry", -3n)
          .set("lo", sum + 3n * LIMB)
          .set("borrow", 0n)
          .set("lowRange.in", 0n);
      }),
    ]),
    lie("half the carry", "carries twice", (told) => told.set("carry", 1n)),
    lie("twice the carry", "carries twice", (told) => told.set("carry", 4n)),
    lie("a carry of 1", "thousands", (told) => told.set("carry", 1n).set("lo", told.value("lo") - 1n)),
    ...["thousands", "carries", "wide"].flatMap((about) => [
      // The same sum: a carry more, and a lower limb that is negative.
      lie("a carry too many", about, (told) => {
        told.set("carry", told.value("carry") + 1n).set("lo", told.value("lo") - LIMB);
      }),
      lie("a carry too many, its limb ranged as 0", about, (told) => {
        told
          .set("carry", told.value("carry") + 1n)
          .set("lo", told.value("lo") - LIMB)
          .set("lowRange.in", 0n);
      }),
      lie("a carry too few", about, (told) => {
        told
          .set("carry", told.value("carry") - 1n)
          .set("lo", told.value("lo") + LIMB)
          .set("borrow", 1n);
      }),
      lie("a carry too few, ranged as 0", about, (told) => {
        told
          .set("carry", told.value("carry") - 1n)
          .set("lo", told.value("lo") + LIMB)
          .set("borrow", 1n)
          .set("carryRange.in", 0n);
      }),
    ]),
  ],
};

/** As many slots as there may be: the most that the lower limbs can carry. */
const MOST = 64;
export const ORDER_OF_MOST: Piece = {
  name: "order-64",
  file: "lib/order.circom",
  template: "Order",
  params: [MOST],
  statements: () => ({
    true: { carries: steps(LIMB - 1n, MOST, Array<bigint>(MOST).fill(LIMB - 1n)) },
    false: {},
  }),
  lies: [],
  onlyTruths: true,
};
