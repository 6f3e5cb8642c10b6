/** Checking a document against the metadata's schema, part by part. */
import { PsephosError } from "../errors/index.js";
import { isLoopbackHost } from "../net/index.js";
import { parseContentUri } from "./content-uri.js";
import {
  type Choice,
  LAYOUTS,
  type Layout,
  METADATA_LIMITS,
  METADATA_VERSION,
  type ProcessMetadata,
  type Question,
} from "./metadata-schema.js";
import { PAGES_MANIFEST } from "./page-manifest.js";
import { inside, Problems } from "./problems.js";
import { appearance, isLocale, type LocalizedText, MAX_LOCALES, type TextLimits, textFault } from "./text.js";

const SHORT: TextLimits = { maxLength: METADATA_LIMITS.title, lines: false };
const LONG: TextLimits = { maxLength: METADATA_LIMITS.description, lines: true };

/** https, or http on this machine, without anything that is secret or changes what is asked. */
function isNodeAddress(text: unknown): boolean {
  if (typeof text !== "string" || text.length > METADATA_LIMITS.address || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const safe = protocol === "https:" || (protocol === "http:" && isLoopbackHost(hostname));
  return safe && username + password + search + hash === "";
}

/** Reads one document. Each method returns its part, which is valid only if no problem was found. */
export class MetadataReader {
  private readonly problems = new Problems();
  /** The languages of the title; every other text must have them too. */
  private locales: ReadonlySet<string> = new Set();

  /** @throws DocumentError `process/metadata` */
  read(value: unknown): ProcessMetadata {
    const document = this.document(value);
    this.problems.throwIfAny("process/metadata", "the metadata has mistakes:");
    return document;
  }

  private document(value: unknown): ProcessMetadata {
    const required = ["version", "title", "layout", "questions"];
    const it =
      this.problems.object(value, "", required, ["description", "headerImage", "gateways", "pages"]) ?? {};
    this.oneOf(it.version, "version", [METADATA_VERSION]);
    this.oneOf(it.layout, "layout", LAYOUTS);
    const title = this.localized(it.title, "title", SHORT) ?? ({} as LocalizedText);
    this.locales = new Set(Object.keys(title));
    const questions = this.list(it.questions, "questions", METADATA_LIMITS.questions);
    return {
      version: METADATA_VERSION,
      title,
      ...this.description(it.description, ""),
      ...this.hashed(it.headerImage, "headerImage", ""),
      ...this.gateways(it.gateways),
      ...this.hashed(it.pages, "pages", `/${PAGES_MANIFEST}`),
      layout: it.layout as Layout,
      questions: this.questions(it.layout as Layout, questions),
    };
  }

  private questions(layout: Layout, values: readonly unknown[]): Question[] {
    const petition = layout === "petition-sign";
    const questions = values.map((value, i) =>
      this.question(value, inside("questions", i), petition ? 1 : 0),
    );
    if (petition && (questions.length !== 1 || questions[0]!.choices.length !== 1))
      this.problems.add("questions", "are not one with one choice, as a petition has");
    return questions;
  }

  private question(value: unknown, path: string, first: number): Question {
    const it = this.problems.object(value, path, ["title", "choices"], ["description"]) ?? {};
    const at = inside(path, "choices");
    const choices = this.list(it.choices, at, METADATA_LIMITS.choices);
    const question = {
      title: this.text(it.title, inside(path, "title"), SHORT),
      ...this.description(it.description, path),
      choices: choices.map((choice, i) => this.choice(choice, inside(at, i), first + i)),
    };
    this.distinct(question.choices, at);
    return question;
  }

  private choice(value: unknown, path: string, place: number): Choice {
    const it = this.problems.object(value, path, ["title", "value"], ["description"]) ?? {};
    if (it.value !== undefined && it.value !== place) {
      this.problems.add(inside(path, "value"), `is not ${place}, its place among the choices`);
    }
    return {
      title: this.text(it.title, inside(path, "title"), SHORT),
      ...this.description(it.description, path),
      value: place,
    };
  }

  /** A voter must be able to tell any two choices apart, in every language. */
  private distinct(choices: readonly Choice[], path: string): void {
    for (const locale of this.locales) {
      const seen = new Map<string, number>();
      for (const { title, value } of choices) {
        const text = title[locale];
        if (typeof text !== "string") continue;
        const first = seen.get(appearance(text));
        if (first === undefined) seen.set(appearance(text), value);
        else this.problems.add(inside(path, value), `looks like choice ${first} in ${locale}`);
      }
    }
  }

  /** A text with the languages of the title. */
  private text(value: unknown, path: string, limits: TextLimits): LocalizedText {
    const text = this.localized(value, path, limits);
    if (text === undefined || this.locales.size === 0) return {} as LocalizedText;
    for (const locale of this.locales) {
      if (text[locale] === undefined)
        this.problems.add(inside(path, locale), "is missing, but the title has it");
    }
    for (const locale of Object.keys(text)) {
      if (!this.locales.has(locale)) {
        this.problems.add(inside(path, locale), "is a language that the title does not have");
      }
    }
    return text;
  }

  /** A text in any languages; undefined if it is missing or malformed. */
  private localized(value: unknown, path: string, limits: TextLimits): LocalizedText | undefined {
    if (value === undefined) return undefined; // `object` reports it if it is required
    const it = this.problems.object(value, path, ["default"], Object.keys(value ?? {}));
    if (it === undefined) return undefined;
    const { default: _, ...others } = it;
    const locales = Object.keys(others).sort();
    if (locales.length >= MAX_LOCALES) {
      this.problems.add(path, `has more than ${MAX_LOCALES} languages`);
      return undefined;
    }
    const text: Record<string, string> = {};
    for (const locale of it.default === undefined ? locales : ["default", ...locales]) {
      const at = inside(path, locale);
      const known = locale === "default" || isLocale(locale);
      const fault = known ? textFault(it[locale], limits) : "is not a language tag (BCP 47)";
      if (fault !== undefined) this.problems.add(at, fault);
      text[locale] = it[locale] as string;
    }
    return text as LocalizedText;
  }

  private description(value: unknown, path: string): { description?: LocalizedText } {
    if (value === undefined) return {};
    return { description: this.text(value, inside(path, "description"), LONG) };
  }

  /** A content URI with a hash. @param end of each address */
  private hashed<Key extends "headerImage" | "pages">(
    value: unknown,
    key: Key,
    end: string,
  ): { [Name in Key]?: string } {
    if (value === undefined) return {};
    try {
      const { addresses, hash } = parseContentUri(value as string);
      if (hash === undefined || !addresses.every((address) => address.endsWith(end)))
        this.problems.add(key, `is not …${end}!SHA3-256`);
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      this.problems.add(key, `is not a content URI: ${error.message}`);
    }
    return { [key]: value } as { [Name in Key]?: string };
  }

  private gateways(value: unknown): { gateways?: string[] } {
    if (value === undefined) return {};
    const addresses = this.list(value, "gateways", METADATA_LIMITS.gateways);
    for (const [i, address] of addresses.entries())
      if (!isNodeAddress(address)) this.problems.add(inside("gateways", i), "is not https://host");
    return { gateways: [...addresses] as string[] };
  }

  private list(value: unknown, path: string, most: number): readonly unknown[] {
    return value === undefined ? [] : this.problems.array(value, path, 1, most);
  }

  private oneOf(value: unknown, path: string, allowed: readonly string[]): void {
    if (value === undefined || (allowed as readonly unknown[]).includes(value)) return;
    this.problems.add(path, `is not ${allowed.map((each) => `"${each}"`).join(" or ")}`);
  }
}
