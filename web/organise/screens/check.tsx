/** Everything is checked before it is declared: each check in words, and what may be a mistake. */
import { useCallback, useEffect } from "preact/hooks";
import { Back, Button, Details, Progress, Title, Warning } from "../../shared/components.js";
import { errorWords } from "../../shared/error-words.js";
import { useTask } from "../../shared/task.js";
import type { CheckShown, FaultPlace, RuleShown } from "../desk-types.js";
import { OwnProblem } from "../own-problem.js";
import type { ScreenProps } from "../props.js";
import { languageName } from "../text-fields.js";
import { type OwnKey, ownError, useOwnWords } from "../words.js";

const MARKS = { right: "✔", wrong: "✖", unchecked: "–" } as const;
const CLASSES = { right: "ok", wrong: "wrong", unchecked: "unchecked" } as const;

const PROBLEMS: readonly [RegExp, OwnKey][] = [
  [/is missing|is empty/, "problem-missing"],
  [/more than \d+ characters/, "problem-long"],
  [/looks like choice/, "problem-alike"],
  [/control characters/, "problem-letters"],
  [/more than one line/, "problem-lines"],
  [/language/, "problem-language"],
];

/** A place of the document in words: "Question 2, answer 1 (Catalan): is not written". */
function FaultLine({ path, problem }: FaultPlace) {
  const { t, language } = useOwnWords();
  const [, question, choice] = /questions\[(\d+)\](?:\.choices\[(\d+)\])?/.exec(path) ?? [];
  const tag = /\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)$/.exec(path)?.[1];
  const place =
    question === undefined
      ? t(path.startsWith("description") ? "place-description" : "place-title")
      : choice === undefined
        ? t("place-question", { i: Number(question) + 1 })
        : t("place-answer", { i: Number(question) + 1, n: Number(choice) + 1 });
  const where =
    tag && !["title", "description", "choices"].includes(tag) ? ` (${languageName(tag, language)})` : "";
  const what = PROBLEMS.find(([form]) => form.test(problem))?.[1] ?? "problem-other";
  return (
    <li>
      {place}
      {where}: {t(what)}
    </li>
  );
}

function CheckLine({ check }: { readonly check: CheckShown }) {
  const words = useOwnWords();
  const { t } = words;
  const { name, state, error, faults } = check;
  return (
    <li class={CLASSES[state]}>
      <span aria-hidden="true">{MARKS[state]}</span>
      <div>
        <span class="unseen">{t(`state-${state}`)}: </span>
        {t(`check-is-${name}`)}
        {error && (
          <>
            <p class="error">{ownError(words)(error) ?? errorWords(error, words as never)}</p>
            {faults && name === "texts" && (
              <ul>
                {faults.map((fault) => (
                  <FaultLine key={fault.path + fault.problem} {...fault} />
                ))}
              </ul>
            )}
            <details>
              <summary>{t("details")}</summary>
              <p class="code" dir="ltr" lang="en">
                {error.message} [{error.code}]
              </p>
            </details>
          </>
        )}
      </div>
    </li>
  );
}

function RuleLines({ rules }: { readonly rules: readonly RuleShown[] }) {
  const { t } = useOwnWords();
  return (
    <Details summary={t("check-rules-title")}>
      <ul class="audit">
        {rules.map(({ rule, state }) => (
          <li key={rule} class={CLASSES[state]}>
            <span aria-hidden="true">{MARKS[state]}</span>
            <span>
              <span class="unseen">{t(`state-${state}`)}: </span>
              {t(`rule-${rule}` as OwnKey)}
            </span>
          </li>
        ))}
      </ul>
    </Details>
  );
}

export function Check({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const task = useTask();
  const { prepared } = session;
  const run = useCallback(() => task.run(async () => void (await session.check())), [session, task.run]);
  useEffect(run, []);
  return (
    <>
      <Back onClick={places.back} />
      <OwnProblem error={task.error} />
      <Title>{t("check-run-title")}</Title>
      {task.busy && <Progress label={t("check-run-label")} />}
      {prepared && !task.busy && (
        <>
          <div class={prepared.params ? "verdict" : "verdict bad"} role="alert">
            <h2>{t(prepared.params ? "check-all-right" : "check-some-wrong")}</h2>
          </div>
          <ul class="audit">
            {prepared.checks.map((check) => (
              <CheckLine key={check.name} check={check} />
            ))}
          </ul>
          <RuleLines rules={prepared.rules} />
          {prepared.doubts.length > 0 && (
            <Warning>
              <p>{t("doubt-title")}</p>
              <ul>
                {prepared.doubts.map((doubt) => (
                  <li key={doubt}>{t(`doubt-${doubt}`)}</li>
                ))}
              </ul>
            </Warning>
          )}
        </>
      )}
      <div class="buttons">
        {prepared?.params && !task.busy && (
          <Button onClick={() => places.go({ screen: "declare" })}>{t("checks-go")}</Button>
        )}
        {!task.busy && (
          <Button kind="plain" onClick={run}>
            {t("check-again")}
          </Button>
        )}
      </div>
    </>
  );
}
