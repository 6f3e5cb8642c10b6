/** What pages are made of, after the patterns of GOV.UK's design system. */
import { type ComponentChildren, createContext, type JSX, type TargetedEvent } from "preact";
import { useContext, useEffect, useId, useRef } from "preact/hooks";
import { LANGUAGES, type Language, type Words } from "./i18n.js";

export const WordsContext = createContext<Words | undefined>(undefined);
export const useWords = (): Words => useContext(WordsContext)!;

interface Children {
  readonly children: ComponentChildren;
}

/** The frame of every page: skip link, header with the languages, main part, footer. */
export function Frame({
  name,
  onLanguage,
  children,
  footer,
}: Children & {
  readonly name: string;
  readonly onLanguage: (language: Language) => void;
  readonly footer?: ComponentChildren;
}) {
  const { t, language } = useWords();
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("skip")}
      </button>
      <header class="header">
        <div class="width header-row">
          <span class="wordmark">
            <span class="mark" aria-hidden="true" />
            {name}
          </span>
          <label class="language">
            <span class="unseen">{t("language")}</span>
            <select value={language} onChange={(event) => onLanguage(event.currentTarget.value as Language)}>
              {Object.entries(LANGUAGES).map(([tag, own]) => (
                <option key={tag} value={tag} lang={tag}>
                  {own}
                </option>
              ))}
            </select>
          </label>
        </div>
      </header>
      <div class="width">
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <footer class="footer">
        <div class="width">{footer}</div>
      </footer>
    </>
  );
}

/** The page's heading. A new screen puts the focus on it, so that a screen reader reads from there, and names the document by it. */
export function Title({
  children,
  caption,
}: {
  readonly children: string;
  readonly caption?: string | undefined;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = children;
    if (document.activeElement?.closest(".error-summary")) return;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {caption && <span class="caption">{caption}</span>}
      {children}
    </h1>
  );
}

/** A button that is a step of the way; `plain` for the others, `danger` for what cannot be taken back. */
export function Button({
  children,
  kind = "main",
  ...rest
}: Children & { readonly kind?: "main" | "plain" | "danger" } & Omit<
    JSX.IntrinsicElements["button"],
    "kind" | "class" | "type"
  > & { readonly type?: "button" | "submit" }) {
  return (
    <button type="button" {...rest} class={`button ${kind}`}>
      {children}
    </button>
  );
}

/** Looks like a link and does something here. */
export function LinkButton({ children, onClick }: Children & { readonly onClick: () => void }) {
  return (
    <button type="button" class="link" onClick={onClick}>
      {children}
    </button>
  );
}

export function Back({ onClick }: { readonly onClick: () => void }) {
  const { t } = useWords();
  return (
    <button type="button" class="back" onClick={onClick}>
      {t("back")}
    </button>
  );
}

export const Warning = ({ children }: Children) => {
  const { t } = useWords();
  return (
    <div class="warning">
      <span class="warning-mark" aria-hidden="true">
        !
      </span>
      <div>
        <span class="unseen">{t("warning")}</span>
        {children}
      </div>
    </div>
  );
};

export const Inset = ({ children }: Children) => <div class="inset">{children}</div>;

/** A green panel: something is done. */
export const Confirmation = ({ title, children }: Children & { readonly title: string }) => (
  <div class="confirmation">
    <Title>{title}</Title>
    <div class="confirmation-body">{children}</div>
  </div>
);

export interface Fault {
  /** The id of the field that is wrong, if it is one field. */
  readonly field?: string;
  readonly text: string;
}

/** What went wrong and what to do, above everything else, with the focus on it. */
export function ErrorSummary({
  title,
  faults,
  children,
}: {
  readonly title?: string;
  readonly faults: readonly Fault[];
  readonly children?: ComponentChildren;
}) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.scrollIntoView({ block: "nearest" });
  }, [faults]);
  if (faults.length === 0) return null;
  return (
    <div ref={box} class="error-summary" role="alert" tabIndex={-1}>
      <h2>{title ?? t("problem")}</h2>
      <ul>
        {faults.map(({ field, text }) => (
          <li key={text}>
            {field ? (
              <a
                href={`#${field}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(field)?.focus();
                }}
              >
                {text}
              </a>
            ) : (
              text
            )}
          </li>
        ))}
      </ul>
      {children}
    </div>
  );
}

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

export const Details = ({ summary, children }: Children & { readonly summary: string }) => (
  <details>
    <summary>{summary}</summary>
    <div class="details-body">{children}</div>
  </details>
);

export interface Row {
  readonly key: string;
  readonly value: ComponentChildren;
  readonly action?: ComponentChildren;
}

export const SummaryList = ({ rows }: { readonly rows: readonly Row[] }) => (
  <dl class="summary">
    {rows.map(({ key, value, action }) => (
      <div key={key}>
        <dt>{key}</dt>
        <dd>{value}</dd>
        {action && <dd class="summary-action">{action}</dd>}
      </div>
    ))}
  </dl>
);

/** A bar with its words. @param fraction 0 to 1; undefined: under way, and nobody knows how far */
export function Progress({
  label,
  fraction,
}: {
  readonly label: string;
  readonly fraction?: number | undefined;
}) {
  const id = useId();
  return (
    <div class="progress">
      <output id={id}>{label}</output>
      <progress aria-labelledby={id} max={1} {...(fraction === undefined ? {} : { value: fraction })} />
    </div>
  );
}

/** Text of several lines by a stranger: paragraphs, headings and lists of Markdown's simplest forms, as text. */
export function Prose({ text }: { readonly text: string }) {
  const blocks = text.split(/\n\s*\n/).filter((block) => block.trim() !== "");
  return (
    <>
      {blocks.map((block, i) => {
        const heading = /^#{1,6}\s+(.*)$/.exec(block.trim());
        const key = `${i}`;
        if (heading) return <h2 key={key}>{heading[1]}</h2>;
        const lines = block.split("\n");
        if (lines.every((line) => /^\s*[-*]\s/.test(line)))
          return (
            <ul key={key}>
              {lines.map((line) => (
                <li key={line}>{line.replace(/^\s*[-*]\s+/, "")}</li>
              ))}
            </ul>
          );
        return (
          <p key={key} class="prose">
            {block}
          </p>
        );
      })}
    </>
  );
}
