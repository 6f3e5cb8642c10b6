// Ballots and slots.
import { R } from "../r1cs.js";
import { ROOTS } from "./numbers.js";
import { type Hash, lie, type Piece } from "./piece.js";
import { paramsOf, ranges, type Sheet } from "./rules.js";

const [FIELDS, VALUES] = [3, 4];
export const LENGTH = 2n ** 200n;
export const packed = (votes: readonly number[]): bigint =>
  votes.reduce((sum, vote, m) => sum + BigInt(vote) * 256n ** BigInt(m), 0n);

export const BALLOT: Piece = {
  name: "ballot",
  file: "lib/ballot.circom",
  template: "Ballot",
  params: [FIELDS, VALUES],
  uses: ["Field"],
  statements: () => {
    const votes = (...given: number[]) => ({
      votes: given.map(BigInt),
      nonce: 99n,
      maxCount: 2n,
      nullifier: 77n,
    });
    return {
      true: { low: votes(1, 2, 0), mixed: votes(255, 3, 128), zeros: votes(0, 0, 0) },
      false: {
        "first no byte": votes(256, 0, 0),
        "second no byte": votes(0, 256, 0),
        "last no byte": votes(0, 0, 256),
        "minus a byte": { ...votes(0, 1, 0), votes: [R - 256n, 1n, 0n] },
      },
    };
  },
  lies: [0, 1, 2].flatMap((m) => [
    lie("a byte's digits for what is none", ["first no byte", "second no byte", "last no byte"][m]!, (told) =>
      told.set(`field[${m}].value`, 0n),
    ),
    lie(`the digits of 3 for field ${m}`, "zeros", (told) =>
      told.set(`field[${m}].value`, 3n).set(`field[${m}].is[0]`, 0n).set(`field[${m}].is[3]`, 1n),
    ),
  ]),
};

interface Vote {
  readonly votes: readonly number[];
  readonly weight?: bigint;
  readonly real?: bigint;
  readonly opened?: bigint;
  readonly voteHash?: bigint;
}

/** So many that what they may cost in all is more than 2^31: a slot's weight is split in parts of 32 bits. */
const SLOT_FIELDS = 5;

/** A slot's inputs: its vote's hash fits unless another is given. Votes are filled up with zeros. */
const slotOf = (
  hash: Hash,
  sheet: Sheet,
  { votes, weight = 10n, real = 1n, opened = 1n, voteHash }: Vote,
) => {
  const [nonce, nullifier] = [99n, 77n];
  const own = hash([BigInt(sheet.maxCount) * LENGTH + packed(votes), nonce, nullifier]);
  return {
    params: paramsOf(sheet, VALUES),
    ...ranges(sheet, SLOT_FIELDS, VALUES),
    real,
    opened,
    nullifier,
    weight: (weight + R) % R,
    voteHash: voteHash ?? own,
    envelopeHash: 55n,
    votes: Array.from({ length: SLOT_FIELDS }, (_, m) => BigInt(votes[m] ?? 0)),
    nonce,
  };
};

const PLAIN: Sheet = { maxCount: 2, maxValue: 2 };
const UNIQUE: Sheet = { maxCount: 3, maxValue: 3, unique: 1n };
const WEIGHED: Sheet = { maxCount: 3, maxValue: 3, hasLimit: 1n, fromWeight: 1n };
const LIMIT: Sheet = { maxCount: 3, maxValue: 3, hasLimit: 1n, limit: 4n };
const COSTLY: Sheet = {
  ...WEIGHED,
  maxCount: SLOT_FIELDS,
  costs: Array<bigint>(VALUES).fill(2n ** 45n - 1n),
};
const MAX = 2n ** 128n - 1n;

export const SLOT: Piece = {
  name: "slot",
  file: "lib/slot.circom",
  template: "Slot",
  params: [SLOT_FIELDS, VALUES],
  uses: ["Ballot"],
  fits: [["voteHash", "ballot.hash"]],
  statements: (hash) => {
    const slot = (sheet: Sheet, vote: Vote) => slotOf(hash, sheet, vote);
    const empty = { votes: [0, 0, 0], real: 0n, opened: 0n, weight: 0n, voteHash: 0n };
    return {
      true: {
        plain: slot(PLAIN, { votes: [1, 2, 0] }),
        zeros: slot(PLAIN, { votes: [0, 0, 0] }),
        every: slot(UNIQUE, { votes: [3, 1, 2] }),
        "too high": slot(PLAIN, { votes: [3, 0, 0] }),
        beyond: slot(PLAIN, { votes: [1, 1, 1] }),
        twice: slot(UNIQUE, { votes: [1, 1, 2] }),
        "high bits": slot(PLAIN, { votes: [4, 0, 0] }),
        unopened: slot(PLAIN, { votes: [0, 0, 0], opened: 0n, voteHash: 1234n }),
        "unopened, with another ballot": slot(PLAIN, { votes: [1, 1, 0], opened: 0n, voteHash: 1234n }),
        empty: slot(PLAIN, empty),
        "heavy, and poor by its low part": slot(WEIGHED, { votes: [3, 3, 3], weight: 2n ** 33n + 1n }),
        "as much as it weighs": slot(WEIGHED, { votes: [3, 3, 3], weight: 9n }),
        "more than it weighs": slot(WEIGHED, { votes: [3, 3, 3], weight: 8n }),
        most: slot(WEIGHED, { votes: [3, 3, 3], weight: MAX }),
        "just poor": slot(WEIGHED, { votes: [3, 3, 3], weight: 2n ** 32n - 1n }),
        "above the limit": slot(LIMIT, { votes: [3, 2, 0] }),
        "above a weight of 2^31": slot(COSTLY, { votes: [3, 3, 3, 3, 3], weight: 2n ** 31n + 5n }),
        "no weight": slot(PLAIN, { votes: [1, 2, 0], weight: 0n }),
      },
      false: {
        "weight in an empty slot": slot(PLAIN, { ...empty, weight: 5n }),
        "weight of 1 in an empty slot": slot(PLAIN, { ...empty, weight: 1n }),
        "an empty slot opened": slot(PLAIN, { votes: [0, 0, 0], real: 0n, weight: 0n }),
        "opened twice": slot(PLAIN, { votes: [1, 2, 0], opened: 2n }),
        "opened minus once": slot(PLAIN, { votes: [1, 2, 0], opened: R - 1n }),
        ...Object.fromEntries(
          ROOTS.map((opened, i) => [`opened by root ${i}`, slot(PLAIN, { votes: [1, 2, 0], opened })]),
        ),
        "another ballot": slot(PLAIN, { votes: [1, 2, 0], voteHash: 1234n }),
        ...Object.fromEntries(
          [1n, -1n].map((by) => [
            `a hash ${by} from the ballot's`,
            slot(PLAIN, { votes: [1, 2, 0], voteHash: hash([2n * LENGTH + packed([1, 2]), 99n, 77n]) + by }),
          ]),
        ),
        "too heavy": slot(PLAIN, { votes: [1, 2, 0], weight: MAX + 1n }),
        "far too heavy": slot(PLAIN, { votes: [1, 2, 0], weight: 2n * MAX + 2n }),
        "a weight above 2^128 by powers of 3": slot(PLAIN, {
          votes: [1, 2, 0],
          weight: 3n ** 32n * 2n ** 80n,
        }),
        "a weight of −1": slot(PLAIN, { votes: [1, 2, 0], weight: -1n }),
        // As many as the greatest value.
        "another length": slot(
          { maxCount: 2, maxValue: 3 },
          {
            votes: [1, 2, 0],
            voteHash: hash([3n * LENGTH + packed([1, 2]), 99n, 77n]),
          },
        ),
        "another voter": slot(PLAIN, {
          votes: [1, 2, 0],
          voteHash: hash([2n * LENGTH + packed([1, 2]), 99n, 78n]),
        }),
      },
    };
  },
  lies: [
    lie("more to pay with, by other parts", "more than it weighs", (told) =>
      told.set("weightLow", 100n).set("rules.cost.fits", 1n),
    ),
    lie("a low part of a bit more", "too heavy", (told) =>
      told.set("weightHigh", 2n ** 96n - 1n).set("weightLow", 2n ** 32n),
    ),
    lie("rich by a low part below 0", "more than it weighs", (told) =>
      told
        .set("weightHigh", 1n)
        .set("weightLow", told.value("weight") - 2n ** 32n)
        .set("lowRange.in", 0n),
    ),
    // A high part of other powers.
    lie("rich by a high part of 1", "more than it weighs", (told) =>
      told.set("weightHigh", 1n).set("weightLow", told.value("weight") - 1n),
    ),
    lie("rich by a high part of 2^31", "above a weight of 2^31", (told) =>
      told.set("weightHigh", 1n).set("weightLow", told.value("weight") - 2n ** 31n),
    ),
    lie("a high part of 2^33", "too heavy", (told) => told.set("weightHigh", 2n ** 95n).set("weightLow", 0n)),
    lie("a high part of 3^32", "a weight above 2^128 by powers of 3", (told) =>
      told.set("weightHigh", 2n ** 80n).set("weightLow", 0n),
    ),
    lie("another ballot than the votes", "plain", (told) =>
      told.set("ballot.votes[0]", 0n).set("ballot.field[0].is[0]", 1n).set("ballot.field[0].is[1]", 0n),
    ),
    lie("rich by other parts", "more than it weighs", (told) => told.set("weightHigh", 1n)),
    // w = high · 2^32 + low, with a low part of 33 bits.
    lie("a low part of 33 bits", "heavy, and poor by its low part", (told) => {
      told
        .set("weightHigh", told.value("weightHigh") - 1n)
        .set("weightLow", told.value("weightLow") + 2n ** 32n);
    }),
    lie("a low part of all the weight", "heavy, and poor by its low part", (told) => {
      told
        .set("weightHigh", 0n)
        .set("weightLow", told.value("weight"))
        .set("lowRange.in", 0n)
        .set("rules.cost.fits", 1n);
    }),
    lie("a low part of less than the weight, a high part of a fraction", "more than it weighs", (told) => {
      told
        .set("weightLow", 0n)
        .set("weightHigh", (8n * inverse32()) % R)
        .set("highRange.in", 0n);
    }),
    lie("parts said to be ranged", "too heavy", (told) =>
      told.set("weightHigh", 2n ** 96n).set("highRange.in", 0n),
    ),
    lie("parts that are not the weight's", "too heavy", (told) => told.set("weightHigh", 0n)),
    ...["another ballot", "another length", "another voter"].map((about) =>
      lie("a hash that is not the ballot's", about, (told) =>
        told.set("ballot.hash", told.value("voteHash")),
      ),
    ),
    lie("another length hashed", "another length", (told) => told.set("ballot.maxCount", 3n)),
    lie("another voter hashed", "another voter", (told) => told.set("ballot.nullifier", 78n)),
    ...["too high", "twice", "beyond", "above the limit"].map((about) =>
      lie("valid", about, (told) => told.set("rules.valid", 1n)),
    ),
    lie("judged by other values", "twice", (told) => told.set("rules.params[3]", 0n)),
    lie("judged with no limit", "above the limit", (told) => told.set("rules.params[5]", 0n)),
    lie("judged with more weight", "more than it weighs", (told) => told.set("rules.weightHigh", 1n)),
    lie("judged with more weight below", "more than it weighs", (told) =>
      told.set("rules.weightLow", 9n).set("rules.cost.fits", 1n),
    ),
    lie("judged as if nothing were too high", "high bits", (told) => told.set("rules.high[0]", 0n)),
    lie("judged as if 3 were allowed", "too high", (told) => told.set("rules.above[3]", 0n)),
    lie("judged as if a field more counted", "beyond", (told) => told.set("rules.beyond[2]", 0n)),
    lie("judged as another ballot", "twice", (told) =>
      told.set("rules.is[0][1]", 0n).set("rules.is[0][3]", 1n),
    ),
  ],
};

function inverse32(): bigint {
  let value = 1n;
  for (let i = 0; i < 32; i++) value = (value * ((R + 1n) / 2n)) % R;
  return value;
}
