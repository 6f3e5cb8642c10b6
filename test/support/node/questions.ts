/** The metadata of a process with one question of four choices. */
import type { ProcessMetadata } from "../../../src/process/index.js";

export const QUESTIONS: ProcessMetadata = {
  version: "1.2",
  title: { default: "The old mill" },
  description: { default: "What becomes of it" },
  layout: "single-choice",
  questions: [
    {
      title: { default: "What becomes of the mill?" },
      choices: ["A museum", "A school", "Flats", "Nothing"].map((title, value) => ({
        title: { default: title },
        value,
      })),
    },
  ],
};
