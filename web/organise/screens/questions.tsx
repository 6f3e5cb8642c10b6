/** The questions, and how people answer them. */
import { useState } from "preact/hooks";
import { Button, LinkButton, SummaryList } from "../../shared/components.js";
import { Choices, Field } from "../../shared/fields.js";
import { DRAFT_LIMITS, EMPTY_QUESTION } from "../draft.js";
import { StepForm, useForm, wholeNumber } from "../form.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";

export function Questions({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const form = useForm();
  const { layout, questions, chosen, languages } = session.draft;
  const [count, setCount] = useState(`${chosen}`);
  const many = layout === "multiple-choice";
  const most = questions[0]!.choices.length;
  const check = () => {
    if (!many) return [];
    const number = wholeNumber(count, 1, most);
    if (number === undefined) return [{ field: "chosen", text: t("questions-chosen-wrong", { most }) }];
    session.change({ chosen: number });
    return [];
  };
  const rows = questions.map(({ title, choices }, i) => {
    const text = (title[languages[0]!] ?? "").trim();
    return {
      key: t("questions-number", { i: i + 1 }),
      value: (
        <>
          <span dir="auto">{text === "" ? t("questions-empty") : text}</span>
          <br />
          <span class="quiet">{t("questions-answers", { n: choices.length })}</span>
        </>
      ),
      action: (
        <>
          <LinkButton onClick={() => places.go({ screen: "question", question: i })}>
            {t("questions-edit", { i: i + 1 })}
          </LinkButton>
          {questions.length > 1 && (
            <>
              <br />
              <LinkButton
                onClick={() => session.change({ questions: questions.filter((_, place) => place !== i) })}
              >
                {t("questions-remove", { i: i + 1 })}
              </LinkButton>
            </>
          )}
        </>
      ),
    };
  });
  const add = () => {
    session.change({ questions: [...questions, EMPTY_QUESTION] });
    places.go({ screen: "question", question: questions.length });
  };
  return (
    <StepForm title={t("questions-title")} form={form} places={places} check={check}>
      <SummaryList rows={rows} />
      {!many && questions.length < DRAFT_LIMITS.questions && (
        <Button kind="plain" onClick={add}>
          {t("questions-add")}
        </Button>
      )}
      <Choices
        legend={<span class="label">{t("questions-how")}</span>}
        name="layout"
        chosen={[layout]}
        onChange={([value]) =>
          session.change(
            value === "multiple-choice"
              ? { layout: value, questions: questions.slice(0, 1) }
              : { layout: "single-choice" },
          )
        }
        options={[
          { value: "single-choice", label: t("questions-one") },
          ...(questions.length === 1
            ? [{ value: "multiple-choice", label: t("questions-many"), hint: t("questions-many-hint") }]
            : []),
        ]}
      />
      {many && (
        <Field
          id="chosen"
          class="short"
          inputMode="numeric"
          autoComplete="off"
          label={t("questions-chosen")}
          error={form.errorOf("chosen")}
          value={count}
          onInput={({ currentTarget }) => setCount(currentTarget.value)}
        />
      )}
    </StepForm>
  );
}
