/** What pages are made of, after the patterns of GOV.UK's design system. */
import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext, useId, useLayoutEffect, useRef } from "preact/hooks";
import { LANGUAGES, type Language, type MessageKey, type Words } from "./i18n.js";

export const WordsContext = createContext<Words | undefined>(undefined);
/** @typeParam Own the keys of the page's own messages, which `startPage` was given */
export const useWords = <Own extends string = never>(): Words<MessageKey | Own> =>
  useContext(WordsContext)! as Words<MessageKey | Own>;

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

/**
 * The page's heading. A new screen puts the focus on it, so that a screen reader reads from there, and names the document
 * by it. Both at once and not after the next frame: a quick hand is in a field by then, and what it types would be lost.
 */
export function Title({
  children,
  caption,
}: {
  readonly children: string;
  readonly caption?: string | undefined;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
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
  useLayoutEffect(() => {
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
