/** One question and its answers. */
import { Button, type Fault, LinkButton } from "../../shared/components.js";
import { DRAFT_LIMITS, type DraftQuestion, type DraftText, EMPTY_QUESTION } from "../draft.js";
import { StepForm, useForm } from "../form.js";
import type { ScreenProps } from "../props.js";
import { fieldOf, languageName, TextFields, unwritten } from "../text-fields.js";
import { useOwnWords } from "../words.js";

export function Question({ session, places, question: number }: ScreenProps & { readonly question: number }) {
  const { t, language } = useOwnWords();
  const form = useForm();
  const { languages, questions } = session.draft;
  const { title, choices } = questions[number] ?? EMPTY_QUESTION;
  const change = (changed: Partial<DraftQuestion>) =>
    session.change({
      questions: questions.map((one, i) => (i === number ? { ...one, ...changed } : one)),
    });
  const changeChoice = (place: number, text: DraftText) =>
    change({ choices: choices.map((one, i) => (i === place ? text : one)) });
  const name = (tag: string) => languageName(tag, language);
  const check = (): Fault[] => {
    const missing = (id: string, text: DraftText, words: (tag: string) => string) =>
      unwritten(text, languages).map((i) => ({ field: fieldOf(id, i), text: words(name(languages[i]!)) }));
    const few = choices.length < 2 ? [{ field: "question", text: t("question-few") }] : [];
    return [
      ...few,
      ...missing("question", title, (tag) => t("question-unwritten", { language: tag })),
      ...choices.flatMap((text, i) =>
        missing(`answer-${i + 1}`, text, (tag) =>
          t("question-answer-unwritten", { i: i + 1, language: tag }),
        ),
      ),
    ];
  };
  return (
    <StepForm title={t("question-title", { i: number + 1 })} form={form} places={places} check={check}>
      <TextFields
        id="question"
        languages={languages}
        text={title}
        label={(tag) => t("question-text", { language: name(tag) })}
        errorOf={form.errorOf}
        onChange={(text) => change({ title: text })}
      />
      {choices.map((text, i) => (
        <div key={i} class="answer">
          <TextFields
            id={`answer-${i + 1}`}
            languages={languages}
            text={text}
            label={(tag) => t("question-answer", { i: i + 1, language: name(tag) })}
            errorOf={form.errorOf}
            onChange={(changed) => changeChoice(i, changed)}
          />
          {choices.length > 2 && (
            <LinkButton onClick={() => change({ choices: choices.filter((_, place) => place !== i) })}>
              {t("question-answer-remove", { i: i + 1 })}
            </LinkButton>
          )}
        </div>
      ))}
      {choices.length < DRAFT_LIMITS.choices && (
        <Button kind="plain" onClick={() => change({ choices: [...choices, {}] })}>
          {t("question-answer-add")}
        </Button>
      )}
    </StepForm>
  );
}
