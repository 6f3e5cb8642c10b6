/**
 * What a process asks, in words: the JSON document behind the `metadata` URI of a process. Version 1.2:
 *
 *     { "version": "1.2",
 *       "title": { "default": "Basic income", "ca": "Renda bàsica" },
 *       "description": { "default": "## Markdown", "ca": "## Markdown" },       optional
 *       "headerImage": "ipfs://…!hash",                                         optional
 *       "gateways": ["https://one.example"],                                    optional: nodes to begin with
 *       "pages": "https://vote.example/pages.json!hash",                        optional: the voters' pages
 *       "layout": "single-choice",
 *       "questions": [
 *         { "title": {…}, "description": {…},
 *           "choices": [ { "title": {…}, "value": 0 }, { "title": {…}, "value": 1 } ] } ] }
 *
 * Versions 1.0 and 1.1 were Vocdoni's own, with other fields. Every text has the languages of the title.
 */
import type { LocalizedText } from "./text.js";

export const METADATA_VERSION = "1.2";

/** The largest sizes in a document; lengths in characters (code points). */
export const METADATA_LIMITS = {
  bytes: 2 ** 20,
  title: 300,
  description: 20_000,
  questions: 255,
  choices: 256,
  gateways: 16,
  address: 200,
} as const;

/**
 * How the fields of a ballot follow from the questions:
 * - `single-choice`: field k is the value chosen for question k (for the open question, when SERIAL);
 * - `multiple-choice`: one question a ballot; field k is the value of the voter's k-th choice;
 * - `points`: one question a ballot; field k is how many points the voter gives to choice k;
 * - `petition-sign`: one question with one choice, its value is 1: a voter who signs gives it, and nobody else votes.
 */
export const LAYOUTS = ["single-choice", "multiple-choice", "points", "petition-sign"] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface Choice {
  title: LocalizedText;
  description?: LocalizedText;
  /** Its place among the choices, from 0; in a petition 1. */
  value: number;
}

export interface Question {
  title: LocalizedText;
  description?: LocalizedText;
  choices: Choice[];
}

export interface ProcessMetadata {
  version: typeof METADATA_VERSION;
  title: LocalizedText;
  description?: LocalizedText;
  /** A content URI with a hash. */
  headerImage?: string;
  /** Addresses of nodes of the voting chain, from which a client finds the others. */
  gateways?: string[];
  /** A content URI, with a hash, of the manifest of the pages on which voters vote: each address ends with `/pages.json`, and the pages are beside it. */
  pages?: string;
  layout: Layout;
  questions: Question[];
}
