import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BallotParams,
  ballotShape,
  checkBallot,
  DocumentError,
  type Layout,
  type ProcessMetadata,
} from "../../src/process/index.js";
import { metadata } from "./metadata-samples.js";
import { throwsCode } from "./support.js";

/** A document with questions of these numbers of choices. */
function document(layout: Layout, ...choices: number[]): ProcessMetadata {
  return {
    version: "1.2",
    title: { default: "A vote" },
    layout,
    questions: choices.map((count, i) => ({
      title: { default: `Question ${i}` },
      choices: Array.from({ length: count }, (_, value) => ({
        title: { default: `Choice ${value}` },
        value,
      })),
    })),
  };
}

const plain = { serial: false, uniqueValues: false };
const serial = { serial: true, uniqueValues: false };
const ballot = (questionCount: number, maxCount: number, maxValue: number, envelopeType = plain) => ({
  questionCount,
  maxCount,
  maxValue,
  envelopeType,
});

describe("process/metadata-ballot", () => {
  it("derives the ballot from the questions", () => {
    const shape = (layout: Layout, choices: number[], serial = false) => {
      const { questionCount, maxCount, maxValue } = ballotShape(document(layout, ...choices), serial);
      return [questionCount, maxCount, maxValue];
    };
    assert.deepEqual(shape("single-choice", [2, 4, 3]), [3, 3, 3]);
    assert.deepEqual(shape("single-choice", [2, 4, 3], true), [3, 1, 3]);
    assert.deepEqual(shape("single-choice", [1]), [1, 1, 0]);
    assert.deepEqual(shape("multiple-choice", [7]), [1, undefined, 6]);
    assert.deepEqual(shape("points", [7]), [1, 7, undefined]);
    assert.deepEqual(shape("points", [3, 3], true), [2, 3, undefined]);
  });

  it("accepts parameters that fit", () => {
    const fits: [ProcessMetadata, BallotParams][] = [
      [document("single-choice", 2, 4), ballot(2, 2, 3)],
      [document("single-choice", 2, 4), ballot(2, 1, 3, serial)],
      [document("single-choice", 256), ballot(1, 1, 255)],
      [document("multiple-choice", 5), ballot(1, 3, 4)],
      [document("multiple-choice", 5), ballot(1, 5, 4, { serial: false, uniqueValues: true })],
      [document("multiple-choice", 5, 3), ballot(2, 3, 4, { serial: true, uniqueValues: true })],
      [document("multiple-choice", 2), ballot(1, 3, 1)],
      [document("points", 4), ballot(1, 4, 10)],
      [document("points", 4, 4), ballot(2, 4, 255, serial)],
    ];
    for (const [metadata, params] of fits) checkBallot(metadata, params);
  });

  it("tells how parameters do not fit", () => {
    const asks = (name: string, asked: number, has: number) =>
      `questions ask for a ${name} of ${asked}, but the process has ${has}`;
    const cases: [ProcessMetadata, BallotParams, string[]][] = [
      [document("single-choice", 2, 4), ballot(3, 2, 3), [asks("questionCount", 2, 3)]],
      [document("single-choice", 2, 4), ballot(2, 1, 3), [asks("maxCount", 2, 1)]],
      [document("single-choice", 2, 4), ballot(2, 2, 3, serial), [asks("maxCount", 1, 2)]],
      [document("single-choice", 2, 4), ballot(2, 2, 4), [asks("maxValue", 3, 4)]],
      [document("single-choice", 2, 4), ballot(2, 2, 2), [asks("maxValue", 3, 2)]],
      [
        document("single-choice", 2, 4),
        ballot(1, 1, 1),
        [asks("questionCount", 2, 1), asks("maxCount", 2, 1), asks("maxValue", 3, 1)],
      ],
      [document("multiple-choice", 5), ballot(1, 3, 5), [asks("maxValue", 4, 5)]],
      [
        document("multiple-choice", 5, 5),
        ballot(2, 3, 4),
        ["questions are 2, but a multiple-choice ballot has one question, unless SERIAL"],
      ],
      [
        document("multiple-choice", 5, 3),
        ballot(2, 4, 4, { serial: true, uniqueValues: true }),
        ["questions[1].choices are fewer than the 4 different ones that a ballot takes"],
      ],
      [document("points", 4), ballot(1, 3, 10), [asks("maxCount", 4, 3)]],
      [
        document("points", 4, 4),
        ballot(2, 4, 10),
        ["questions are 2, but a points ballot has one question, unless SERIAL"],
      ],
      [
        document("points", 4, 3),
        ballot(2, 4, 10, serial),
        [
          "questions[1].choices are fewer than in another question, but every ballot has a field for each choice",
        ],
      ],
    ];
    for (const [metadata, params, expected] of cases) {
      const error = throwsCode(() => checkBallot(metadata, params), "process/metadata-params");
      assert.ok(error instanceof DocumentError);
      assert.deepEqual(
        error.problems.map(({ path, problem }) => `${path} ${problem}`),
        expected,
      );
    }
  });

  it("fits its own shape, whatever the document", () => {
    fc.assert(
      fc.property(metadata, fc.boolean(), (document, serial) => {
        const sameWidth = new Set(document.questions.map(({ choices }) => choices.length)).size === 1;
        const single = document.layout === "single-choice";
        fc.pre(single || serial || document.questions.length === 1);
        fc.pre(sameWidth || document.layout !== "points");
        const { questionCount, maxCount = 1, maxValue = 9 } = ballotShape(document, serial);
        checkBallot(document, ballot(questionCount, maxCount, maxValue, { serial, uniqueValues: true }));
      }),
    );
  });
});
