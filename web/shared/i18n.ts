/** The pages' own words in the reader's language; numbers and dates by Intl. What an election says comes in its own languages. */
import { type LocalizedText, localized } from "../../src/process/index.js";
import type { Message, Translation } from "./message.js";
import type { en } from "./messages/en.js";

export type { Message };
export type MessageKey = keyof typeof en;
export type Messages = Translation<typeof en>;

/** The languages, each by its own name. */
export const LANGUAGES = { en: "English", ca: "Català", es: "Español", ar: "العربية" } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import("./messages/en.js")).en,
  ca: async () => (await import("./messages/ca.js")).ca,
  es: async () => (await import("./messages/es.js")).es,
  ar: async () => (await import("./messages/ar.js")).ar,
};
const STORED = "psephos-language";

const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

function remembered(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage is blocked
  }
}

/** The language chosen before; otherwise the first of the reader's that there is. */
export function preferredLanguage(preferred: readonly string[] = navigator.languages): Language {
  const tags = [remembered() ?? "", ...preferred].map((tag) => tag.split("-")[0]!.toLowerCase());
  return tags.find(isLanguage) ?? "en";
}

/** The words of one page: its own messages in each language, which no other page loads. */
export type OwnMessages<Key extends string = string> = Readonly<
  Record<Language, () => Promise<Readonly<Record<Key, Message>>>>
>;

/** @typeParam Key of the messages: the shared ones, and those of the page's own */
export interface Words<Key extends string = MessageKey> {
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  /** A message. Numbers among the values are written in the reader's way. */
  t(key: Key, values?: Readonly<Record<string, string | number | bigint>>): string;
  number(value: number | bigint): string;
  /** A part of one: "12.5 %". */
  share(part: number): string;
  /** A date and a time, to the minute. */
  moment(milliseconds: number): string;
  /** How long, in its largest unit: "12 minutes". */
  duration(milliseconds: number): string;
  /** An election's text, in the page's language or another that the reader prefers. */
  text(text: LocalizedText): string;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** @param messages of the language */
export function wordsOf<Key extends string = MessageKey>(
  language: Language,
  messages: Readonly<Record<Key, Message>>,
): Words<Key> {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const shares = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const moments = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
  return {
    language,
    direction: language === "ar" ? "rtl" : "ltr",
    t(key, values = {}) {
      const message = messages[key];
      const { n } = values;
      const sentence =
        typeof message === "string" ? message : (message[plural.select(Number(n ?? 0))] ?? message.other);
      return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name];
        if (value === undefined) return whole;
        return typeof value === "string" ? value : numbers.format(value);
      });
    },
    number: (value) => numbers.format(value),
    share: (part) => shares.format(part),
    moment: (milliseconds) => moments.format(milliseconds),
    duration(milliseconds) {
      const [unit, size] = UNITS.find(([, size]) => milliseconds >= size) ?? UNITS.at(-1)!;
      const value = Math.max(1, Math.round(milliseconds / size));
      return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);
    },
    text: (text) => localized(text, [language, ...globalThis.navigator.languages]),
  };
}

/** Loads a language, remembers it, and tells the document. @param own the page's own messages */
export async function useLanguage(
  language: Language,
  remember: boolean,
  own: readonly OwnMessages[],
): Promise<Words> {
  const [shared, ...more] = await Promise.all([LOADERS[language](), ...own.map((one) => one[language]())]);
  const words: Words = wordsOf(language, Object.assign({}, shared, ...more) as Messages);
  if (remember)
    try {
      localStorage.setItem(STORED, language);
    } catch {
      // storage is blocked: the choice holds for this visit
    }
  document.documentElement.lang = language;
  document.documentElement.dir = words.direction;
  return words;
}
