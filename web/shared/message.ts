/** A sentence with `{names}`; or one for each plural category of its number `n`. */
export type Message =
  | string
  | (Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string });

/** Messages in another language: the keys are those of English. */
export type Translation<English> = Readonly<Record<keyof English, Message>>;
