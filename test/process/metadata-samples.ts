/** Metadata documents to test with. */
import fc from "fast-check";
import { LAYOUTS, type LocalizedText, type ProcessMetadata } from "../../src/process/index.js";
import { appearance } from "../../src/process/text.js";

export const example: ProcessMetadata = {
  version: "1.2",
  title: { default: "Basic income", ca: "Renda bàsica" },
  description: { default: "## Abstract\n\nText", ca: "## Resum\n\nText" },
  headerImage: `ipfs://QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKxEoD!${"0f".repeat(32)}`,
  layout: "single-choice",
  questions: [
    {
      title: { default: "Should it become a right?", ca: "N'hauria de ser un dret?" },
      description: { default: "Think well", ca: "Pensa-hi bé" },
      choices: [
        { title: { default: "Yes", ca: "Sí" }, value: 0 },
        { title: { default: "No", ca: "No" }, description: { default: "!", ca: "!" }, value: 1 },
      ],
    },
    {
      title: { default: "From when?", ca: "Des de quan?" },
      choices: [
        { title: { default: "Now", ca: "Ja" }, value: 0 },
        { title: { default: "Later", ca: "Més tard" }, value: 1 },
        { title: { default: "Never", ca: "Mai" }, value: 2 },
      ],
    },
  ],
};

const REFUSED = /[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
const words = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((text) => appearance(text) !== "" && !REFUSED.test(text));
const locales = fc.uniqueArray(fc.constantFrom("ca", "es", "gsw", "pt-BR", "zh-Hant-TW"), { maxLength: 3 });

/** A text in `default` and these languages; `before` makes it unlike others. */
const text = (locales: readonly string[], before = ""): fc.Arbitrary<LocalizedText> =>
  fc
    .tuple(...["default", ...locales].map((locale) => words.map((word) => [locale, before + word])))
    .map((entries) => Object.fromEntries(entries));

const titled = (locales: readonly string[], before?: string) =>
  fc
    .tuple(text(locales, before), fc.option(text(locales), { nil: undefined }))
    .map(([title, description]) => (description ? { title, description } : { title }));

const question = (locales: readonly string[]) =>
  fc.integer({ min: 1, max: 4 }).chain((count) =>
    fc
      .tuple(titled(locales), fc.tuple(...Array.from({ length: count }, (_, i) => titled(locales, `${i} `))))
      .map(([question, choices]) => ({
        ...question,
        choices: choices.map((choice, value) => ({ ...choice, value })),
      })),
  );

/** Any sound document. */
export const metadata: fc.Arbitrary<ProcessMetadata> = locales.chain((locales) =>
  fc
    .tuple(
      titled(locales),
      fc.constantFrom(...LAYOUTS.filter((layout) => layout !== "petition-sign")),
      fc.array(question(locales), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
    )
    .map(([whole, layout, questions, image]) => ({
      version: "1.2",
      ...whole,
      ...(image
        ? {
            headerImage: example.headerImage!,
            gateways: ["https://one.example:8790/node"],
            pages: `ipfs://bafybeibj6lixxzqtsb45ysdjnupvqkufgdvzqbnvmhw2kf7cfkesy7r7d4/pages.json,https://vote.example/a/pages.json!${"5b".repeat(32)}`,
          }
        : {}),
      layout,
      questions,
    })),
);
