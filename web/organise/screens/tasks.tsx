/** The list of what there is to do, in any order. */
import { Button, LinkButton, Title, Warning } from "../../shared/components.js";
import type { Draft } from "../draft.js";
import type { Place, ScreenProps } from "../props.js";
import { unwritten } from "../text-fields.js";
import { useOwnWords } from "../words.js";

/** Whether a question and its answers are written in every language. */
export const isWritten = ({ languages }: Draft, { title, choices }: Draft["questions"][number]): boolean =>
  choices.length >= 2 && [title, ...choices].every((text) => unwritten(text, languages).length === 0);

const STEPS = [
  { screen: "languages", done: () => true },
  { screen: "texts", done: ({ title, languages }: Draft) => unwritten(title, languages).length === 0 },
  { screen: "questions", done: (draft: Draft) => draft.questions.every((one) => isWritten(draft, one)) },
  { screen: "rules", done: () => true },
  { screen: "time", done: () => true },
  {
    screen: "voters",
    done: ({ voters }: Draft) =>
      voters.kind !== "none" && (voters.kind === "list" || voters.secrets.length > 0),
  },
] as const satisfies readonly { screen: Place["screen"]; done: (draft: Draft) => boolean }[];

export function Tasks({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  return (
    <>
      <Title caption={t("tasks-caption")}>{t("tasks-title")}</Title>
      <p>{t("tasks-text")}</p>
      {session.unkept && (
        <Warning>
          <p>{t("unkept")}</p>
        </Warning>
      )}
      <ul class="tasks">
        {STEPS.map(({ screen, done }) => (
          <li key={screen}>
            <LinkButton onClick={() => places.go({ screen })}>{t(`task-${screen}`)}</LinkButton>
            {done(session.draft) ? (
              <span class="tag">{t("task-done")}</span>
            ) : (
              <span class="tag open">{t("task-open")}</span>
            )}
          </li>
        ))}
      </ul>
      <Button onClick={() => places.go({ screen: "check" })}>{t("task-check")}</Button>
      <h2>{t("tasks-files-title")}</h2>
      <p>
        <LinkButton onClick={() => places.go({ screen: "files" })}>{t("tasks-files")}</LinkButton>
      </p>
    </>
  );
}
