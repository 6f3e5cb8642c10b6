/** An election that is being put together: what the forms have, kept on the device and saved as a file. It is read strictly, because a file is a stranger's. */
import { ensure } from "../../src/errors/index.js";
import type {} from "./codes.js";

type Hex = `0x${string}`;

/** A text by language tag. What is not written yet is missing, or empty. */
export type DraftText = Readonly<Record<string, string>>;

export interface DraftQuestion {
  readonly title: DraftText;
  readonly choices: readonly DraftText[];
}

export interface DraftImage {
  readonly name: string;
  readonly base64: string;
}

export type DraftStart =
  | { readonly kind: "soon" }
  /** When the organiser says. */
  | { readonly kind: "by-hand" }
  /** By the organiser's clock: `2026-12-01T09:00`. */
  | { readonly kind: "at"; readonly at: string };

export type DraftVoters =
  | { readonly kind: "none" }
  /** A voters' list, as `psephos census build` takes it. */
  | { readonly kind: "list"; readonly name: string; readonly csv: string }
  /** One-time keys, with which people register. Secret until their owners have them. */
  | { readonly kind: "invitations"; readonly secrets: readonly Hex[] };

export interface Draft {
  /** Tags (BCP 47); the first is for readers of no other one. */
  readonly languages: readonly string[];
  readonly title: DraftText;
  readonly description: DraftText;
  readonly image: DraftImage | undefined;
  readonly layout: "single-choice" | "multiple-choice";
  readonly questions: readonly DraftQuestion[];
  /** With several answers: how many a voter chooses. */
  readonly chosen: number;
  readonly anonymous: boolean;
  readonly sealed: boolean;
  readonly interruptible: boolean;
  /** How many times a vote may be replaced. */
  readonly changes: number;
  readonly start: DraftStart;
  /** How long voting is open. */
  readonly minutes: number;
  readonly voters: DraftVoters;
}

/** The longest file of a draft, in characters: a list of a million voters and an image. */
const LONGEST = 2 ** 28;
/** Limits that keep the forms usable; the rules of a process are checked before it is declared. */
export const DRAFT_LIMITS = { languages: 20, questions: 50, choices: 100, invitations: 2000 } as const;
/** Minutes of four years. */
const MOST_MINUTES = 2_102_400;

const NO_TEXT: DraftText = {};
export const EMPTY_QUESTION: DraftQuestion = { title: NO_TEXT, choices: [NO_TEXT, NO_TEXT] };

/** A new draft. @param language of its texts */
export const emptyDraft = (language: string): Draft => ({
  languages: [language],
  title: NO_TEXT,
  description: NO_TEXT,
  image: undefined,
  layout: "single-choice",
  questions: [EMPTY_QUESTION],
  chosen: 1,
  anonymous: true,
  sealed: true,
  interruptible: true,
  changes: 1,
  start: { kind: "soon" },
  minutes: 60 * 24,
  voters: { kind: "none" },
});

const isObject = (it: unknown): it is Record<string, unknown> =>
  typeof it === "object" && it !== null && !Array.isArray(it);
const isCount = (it: unknown, least: number, most: number): boolean =>
  Number.isInteger(it) && (it as number) >= least && (it as number) <= most;
const isTag = (it: unknown): it is string => typeof it === "string" && /^[A-Za-z0-9-]{2,35}$/.test(it);
const isText = (it: unknown): it is DraftText =>
  isObject(it) && Object.entries(it).every(([tag, text]) => isTag(tag) && typeof text === "string");
const isListOf = (it: unknown, most: number, member: (one: unknown) => boolean): boolean =>
  Array.isArray(it) && it.length <= most && it.every(member);
const isBase64 = (it: unknown): boolean => typeof it === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(it);

const isQuestion = (it: unknown): boolean =>
  isObject(it) && isText(it.title) && isListOf(it.choices, DRAFT_LIMITS.choices, isText);
const isImage = (it: unknown): boolean =>
  it === undefined || (isObject(it) && typeof it.name === "string" && isBase64(it.base64));

function isStart(it: unknown): boolean {
  if (!isObject(it)) return false;
  if (it.kind === "at") return typeof it.at === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(it.at);
  return it.kind === "soon" || it.kind === "by-hand";
}

const isSecret = (it: unknown): boolean => typeof it === "string" && /^0x[0-9a-f]{64}$/.test(it);

function isVoters(it: unknown): boolean {
  if (!isObject(it)) return false;
  if (it.kind === "list") return typeof it.name === "string" && typeof it.csv === "string";
  if (it.kind === "invitations") return isListOf(it.secrets, DRAFT_LIMITS.invitations, isSecret);
  return it.kind === "none";
}

const FIELDS: { readonly [Name in keyof Draft]: (it: unknown) => boolean } = {
  languages: (it) => isListOf(it, DRAFT_LIMITS.languages, isTag) && (it as string[]).length > 0,
  title: isText,
  description: isText,
  image: isImage,
  layout: (it) => it === "single-choice" || it === "multiple-choice",
  questions: (it) => isListOf(it, DRAFT_LIMITS.questions, isQuestion) && (it as unknown[]).length > 0,
  chosen: (it) => isCount(it, 1, DRAFT_LIMITS.choices),
  anonymous: (it) => typeof it === "boolean",
  sealed: (it) => typeof it === "boolean",
  interruptible: (it) => typeof it === "boolean",
  changes: (it) => isCount(it, 0, 255),
  start: isStart,
  minutes: (it) => isCount(it, 1, MOST_MINUTES),
  voters: isVoters,
};
const TYPE = "psephos-election-draft";

/** The draft's file. With invitations it has their secrets. */
export const draftToJson = (draft: Draft): string =>
  `${JSON.stringify({ type: TYPE, version: 1, ...draft }, null, 1)}\n`;

/** Reads {@link draftToJson}'s document. @throws PsephosError `organise/draft`, which quotes nothing of it */
export function draftFromJson(text: string): Draft {
  ensure(text.length <= LONGEST, "organise/draft", "the draft is too long");
  let it: unknown;
  try {
    it = JSON.parse(text);
  } catch {
    it = undefined;
  }
  ensure(isObject(it) && it.type === TYPE, "organise/draft", "this is not the draft of an election");
  ensure(it.version === 1, "organise/draft", "the draft is of another version of this page");
  const { type: _, version: __, ...found } = it;
  const names = Object.keys(FIELDS) as (keyof Draft)[];
  const unknown = Object.keys(found).find((name) => !(names as string[]).includes(name));
  ensure(unknown === undefined, "organise/draft", "the draft has a part that this page does not know");
  const wrong = names.find((name) => !FIELDS[name](found[name]));
  ensure(wrong === undefined, "organise/draft", `the draft's ${wrong} has a wrong form`);
  return { image: undefined, ...found } as unknown as Draft;
}
