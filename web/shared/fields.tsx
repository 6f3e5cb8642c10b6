/** What people fill in, after the patterns of GOV.UK's design system: each field has its label, its hint and its error. */
import type { ComponentChildren, TargetedEvent } from "preact";
import { useId } from "preact/hooks";

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

interface Choosing {
  readonly legend: ComponentChildren;
  readonly hint?: string | undefined;
  readonly options: readonly Option[];
  readonly name: string;
  readonly error?: string | undefined;
}

/** A group of radio buttons or checkboxes. The first has the group's name as its id: an error summary leads there. */
export function Choices({
  legend,
  hint,
  options,
  name,
  error,
  chosen,
  many = false,
  onChange,
}: Choosing & {
  readonly chosen: readonly string[];
  readonly many?: boolean;
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const toggle = (value: string, on: boolean) => {
    if (!many) return onChange([value]);
    onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value));
  };
  return (
    <div class={error ? "group wrong" : "group"}>
      <fieldset {...(described ? { "aria-describedby": described } : {})}>
        <legend>{legend}</legend>
        {hint && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
        {error && (
          <p class="error" id={`${id}-error`}>
            {error}
          </p>
        )}
        {options.map(({ value, label, hint: more }, i) => {
          const own = i === 0 ? name : `${name}-${i}`;
          return (
            <div class="choice" key={value}>
              <input
                id={own}
                type={many ? "checkbox" : "radio"}
                name={name}
                value={value}
                checked={chosen.includes(value)}
                onChange={(event) => toggle(value, event.currentTarget.checked)}
                {...(more ? { "aria-describedby": `${own}-hint` } : {})}
              />
              <label for={own}>{label}</label>
              {more && (
                <p class="hint" id={`${own}-hint`}>
                  {more}
                </p>
              )}
            </div>
          );
        })}
      </fieldset>
    </div>
  );
}

/** What a field of this design may say to its input. */
interface Input {
  readonly type?: "text" | "password" | "file" | "url" | "datetime-local";
  readonly accept?: string;
  readonly autoComplete?: "off" | "new-password" | "current-password";
  readonly class?: "short";
  readonly dir?: "ltr" | "auto";
  readonly inputMode?: "numeric";
  readonly lang?: string;
  readonly multiple?: boolean;
  readonly spellcheck?: boolean;
  readonly value?: string | undefined;
  readonly onChange?: (event: TargetedEvent<HTMLInputElement>) => void;
  readonly onInput?: (event: TargetedEvent<HTMLInputElement>) => void;
}

/** A labelled field with its hint and its error. */
export function Field({
  id,
  label,
  hint,
  error,
  ...rest
}: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
} & Input) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class={error ? "group wrong" : "group"}>
      <label class="label" for={id}>
        {label}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      <input
        {...(rest as object)}
        id={id}
        aria-invalid={error !== undefined}
        {...(described ? { "aria-describedby": described } : {})}
      />
    </div>
  );
}

/** The same for a text of several lines. */
export function Area({
  id,
  label,
  hint,
  value,
  lang,
  spellcheck,
  onInput,
}: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly lang?: string;
  /** `false` for what no other program may see: a browser may send text to a service that checks it. */
  readonly spellcheck?: false;
  readonly onInput: (text: string) => void;
}) {
  return (
    <div class="group">
      <label class="label" for={id}>
        {label}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <textarea
        id={id}
        rows={5}
        value={value}
        dir="auto"
        {...(lang ? { lang } : {})}
        {...(spellcheck === false ? { spellcheck, autoComplete: "off" } : {})}
        onInput={(event) => onInput(event.currentTarget.value)}
        {...(hint ? { "aria-describedby": `${id}-hint` } : {})}
      />
    </div>
  );
}
