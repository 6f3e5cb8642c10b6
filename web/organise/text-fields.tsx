/** One field for each language of a draft. */
import { Area, Field } from "../shared/fields.js";
import type { DraftText } from "./draft.js";

interface Texts {
  /** Of the field in the first language; the others end in their place. */
  readonly id: string;
  readonly languages: readonly string[];
  readonly text: DraftText;
  readonly label: (language: string) => string;
  readonly hint?: string | undefined;
  readonly onChange: (text: DraftText) => void;
}

export const fieldOf = (id: string, place: number): string => (place === 0 ? id : `${id}-${place}`);

/** The name of a language in the reader's own, or its tag. */
export function languageName(tag: string, reader: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** The places of languages in which a text is not written. */
export const unwritten = (text: DraftText, languages: readonly string[]): number[] =>
  languages.flatMap((tag, i) => ((text[tag] ?? "").trim() === "" ? [i] : []));

export function TextFields({
  id,
  languages,
  text,
  label,
  hint,
  onChange,
  errorOf,
}: Texts & { readonly errorOf: (id: string) => string | undefined }) {
  return (
    <>
      {languages.map((tag, i) => (
        <Field
          key={tag}
          id={fieldOf(id, i)}
          label={label(tag)}
          {...(hint ? { hint } : {})}
          error={errorOf(fieldOf(id, i))}
          lang={tag}
          dir="auto"
          value={text[tag] ?? ""}
          onInput={({ currentTarget }) => onChange({ ...text, [tag]: currentTarget.value })}
        />
      ))}
    </>
  );
}

export const LongTextFields = ({ id, languages, text, label, hint, onChange }: Texts) => (
  <>
    {languages.map((tag, i) => (
      <Area
        key={tag}
        id={fieldOf(id, i)}
        label={label(tag)}
        hint={hint}
        lang={tag}
        value={text[tag] ?? ""}
        onInput={(one) => onChange({ ...text, [tag]: one })}
      />
    ))}
  </>
);
