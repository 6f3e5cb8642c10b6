/** Whether the questions of a metadata document fit the ballot that the process declares on chain. */
import type { EnvelopeType } from "./flags.js";
import type { ProcessMetadata } from "./metadata-schema.js";
import { Problems } from "./problems.js";

/** What the questions say about the ballot; undefined if the organiser may choose. */
export interface BallotShape {
  questionCount: number;
  /** Fields of a ballot. */
  maxCount: number | undefined;
  /** The largest value of a field. */
  maxValue: number | undefined;
}

/** The part of the process parameters that says what a ballot is. */
export interface BallotParams {
  envelopeType: Pick<EnvelopeType, "serial" | "uniqueValues">;
  questionCount: number;
  maxCount: number;
  maxValue: number;
}

/**
 * The ballot that the questions ask for. With `serial` each question has a ballot of its own.
 * How many choices a voter makes (`multiple-choice`) and how many points a choice can be given (`points`)
 * is the organiser's choice.
 */
export function ballotShape({ layout, questions }: ProcessMetadata, serial: boolean): BallotShape {
  const questionCount = questions.length;
  const choices = Math.max(...questions.map((question) => question.choices.length));
  switch (layout) {
    case "single-choice":
      return { questionCount, maxCount: serial ? 1 : questionCount, maxValue: choices - 1 };
    case "multiple-choice":
      return { questionCount, maxCount: undefined, maxValue: choices - 1 };
    case "points":
      return { questionCount, maxCount: choices, maxValue: undefined };
    case "petition-sign":
      return { questionCount, maxCount: 1, maxValue: 1 };
  }
}

/**
 * Checks a document against the parameters of its process.
 * @throws DocumentError `process/metadata-params`
 */
export function checkBallot(metadata: ProcessMetadata, params: BallotParams): void {
  const { serial, uniqueValues } = params.envelopeType;
  const { layout, questions } = metadata;
  const shape = ballotShape(metadata, serial);
  const problems = new Problems();
  for (const name of ["questionCount", "maxCount", "maxValue"] as const) {
    const asked = shape[name];
    if (asked !== undefined && asked !== params[name]) {
      problems.add("questions", `ask for a ${name} of ${asked}, but the process has ${params[name]}`);
    }
  }
  if (layout !== "single-choice" && !serial && questions.length > 1) {
    problems.add(
      "questions",
      `are ${questions.length}, but a ${layout} ballot has one question, unless SERIAL`,
    );
  }
  questions.forEach(({ choices }, i) => {
    const path = `questions[${i}].choices`;
    if (layout === "points" && choices.length !== shape.maxCount) {
      problems.add(path, "are fewer than in another question, but every ballot has a field for each choice");
    }
    if (layout === "multiple-choice" && uniqueValues && choices.length < params.maxCount) {
      problems.add(path, `are fewer than the ${params.maxCount} different ones that a ballot takes`);
    }
  });
  problems.throwIfAny("process/metadata-params", "the metadata does not fit the process:");
}
