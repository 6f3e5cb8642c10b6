/** Transcripts as JSON documents, of one form only. */
import { ensure, Refusal } from "../../errors/index.js";
import { DEVELOPMENT_KEY_KIND } from "../../groth16/index.js";
import { ceremonyShape, developmentShape, type SetupTranscript } from "./types.js";

/** The most characters of a transcript. */
const MAX_LENGTH = 2 ** 23;

/** A transcript's file: JSON indented by two, and a newline. */
export function formatTranscript(transcript: SetupTranscript): string {
  return `${JSON.stringify(transcript, null, 2)}\n`;
}

/**
 * Reads a transcript of either kind.
 * @param file UTF-8 text, exactly as `formatTranscript` writes it: so no field is unknown, twice there, or hidden in white space
 * @throws PsephosError `setup/transcript-size`, `setup/transcript-json`, `setup/transcript-shape`, `setup/transcript-form`
 */
export function parseTranscript(file: string): SetupTranscript {
  ensure(
    file.length <= MAX_LENGTH,
    "setup/transcript-size",
    `a transcript of more than ${MAX_LENGTH} characters`,
  );
  let value: unknown;
  try {
    value = JSON.parse(file);
  } catch {
    const page = /^\s*</.test(file);
    throw new Refusal(
      "setup/transcript-json",
      page ? "a web page where a transcript was expected" : "the transcript is not JSON",
    );
  }
  const { keyKind } = (typeof value === "object" && value !== null ? value : {}) as { keyKind?: unknown };
  const shape = keyKind === DEVELOPMENT_KEY_KIND ? developmentShape : ceremonyShape;
  const transcript: SetupTranscript = shape(value, "");
  ensure(
    formatTranscript(transcript) === file,
    "setup/transcript-form",
    "the transcript is not written as Psephos writes it",
    "Its fields have one order and one indentation, and each appears once: take the file as it was published.",
  );
  return transcript;
}
