/** The questions, one a page, and the weight. */
import { useState } from "preact/hooks";
import { Back, Button, ErrorSummary, type Fault, Prose, Title, useWords } from "../../shared/components.js";
import { Choices, Field } from "../../shared/fields.js";
import { pagesOf } from "../answers.js";
import type { ScreenProps } from "../props.js";

interface QuestionProps extends ScreenProps {
  readonly question: number;
  /** Whether the voter came from the review page, and returns there. */
  readonly review: boolean;
}

/** A form whose page has one thing, with its errors on top. */
export function Page({
  places,
  faults,
  onSubmit,
  children,
}: Pick<ScreenProps, "places"> & {
  readonly faults: readonly Fault[];
  readonly onSubmit: () => void;
  readonly children: preact.ComponentChildren;
}) {
  const { t } = useWords();
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <Button type="submit">{t("continue")}</Button>
      </form>
    </>
  );
}

/** The sum that a ballot of points costs: each field's value to the power of the exponent, in ten-thousandths. */
const costOf = (votes: readonly number[], exponent: number): number =>
  votes.reduce((sum, value) => sum + value ** (exponent / 10_000), 0);

function Points({
  session,
  places,
  onDone,
}: ScreenProps & { readonly onDone: (votes: readonly number[]) => void }) {
  const { t, text } = useWords();
  const election = session.election!;
  const { maxValue, maxTotalCost, costExponent, costFromWeight } = election;
  const [{ title, description, choices }] = election.questions as [(typeof election.questions)[number]];
  const [typed, setTyped] = useState(() => choices.map((_, i) => `${session.votes[i] ?? ""}`));
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const total = costFromWeight ? session.weight : maxTotalCost > 0 ? BigInt(maxTotalCost) : undefined;
  const submit = () => {
    const wrong = typed.flatMap((value, i) =>
      /^\d{1,3}$/.test(value) && Number(value) <= maxValue
        ? []
        : [
            {
              field: `points-${i}`,
              text: `${text(choices[i]!.title)}: ${t("points-wrong", { most: maxValue })}`,
            },
          ],
    );
    const votes = typed.map(Number);
    const dear = wrong.length === 0 && total !== undefined && costOf(votes, costExponent) > Number(total);
    const found = dear ? [{ field: "points-0", text: t("points-cost") }] : wrong;
    setFaults(found);
    if (found.length === 0) onDone(votes);
  };
  return (
    <Page places={places} faults={faults} onSubmit={submit}>
      <Title>{text(title)}</Title>
      {description && <Prose text={text(description)} />}
      <p class="hint">
        {t("points-hint", { most: maxValue })} {total !== undefined && t("points-total", { total })}
      </p>
      {choices.map(({ title, value }, i) => (
        <Field
          key={value}
          id={`points-${i}`}
          label={text(title)}
          error={
            faults.some(({ field }) => field === `points-${i}`)
              ? t("points-wrong", { most: maxValue })
              : undefined
          }
          inputMode="numeric"
          autoComplete="off"
          class="short"
          value={typed[i]}
          onInput={({ currentTarget }) =>
            setTyped(typed.map((old, j) => (j === i ? currentTarget.value : old)))
          }
        />
      ))}
    </Page>
  );
}

function Choosing({
  session,
  places,
  question,
  onDone,
}: ScreenProps & { readonly question: number; readonly onDone: (chosen: readonly number[]) => void }) {
  const { t, text } = useWords();
  const election = session.election!;
  const { layout, maxCount } = election;
  const { title, description, choices } = election.questions[question]!;
  const many = layout === "multiple-choice";
  const before = many ? session.votes : [session.votes[question]];
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    before.filter((value) => value !== undefined).map(String),
  );
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const count = many ? maxCount : 1;
  const submit = () => {
    const right = chosen.length === count;
    const words = many ? t("question-many-wrong", { n: count }) : t("question-choose");
    setFaults(right ? [] : [{ field: "choice", text: words }]);
    if (right) onDone(chosen.map(Number));
  };
  const pages = pagesOf(election);
  return (
    <Page places={places} faults={faults} onSubmit={submit}>
      <Choices
        legend={
          <Title
            caption={pages > 1 ? t("question-caption", { i: question + 1, n: pages }) : text(election.title)}
          >
            {text(title)}
          </Title>
        }
        hint={many ? t("question-many", { n: count }) : undefined}
        name="choice"
        many={many}
        chosen={chosen}
        onChange={setChosen}
        error={faults[0]?.text}
        options={choices.map((choice) => ({
          value: `${choice.value}`,
          label:
            layout === "petition-sign" ? `${t("petition-sign")}: ${text(choice.title)}` : text(choice.title),
          hint: choice.description && text(choice.description),
        }))}
      />
      {description && <Prose text={text(description)} />}
    </Page>
  );
}

export function Question({ session, places, question, review }: QuestionProps) {
  const election = session.election!;
  const { layout } = election;
  const done = (values: readonly number[]) => {
    session.choose(
      layout === "single-choice" ? session.votes.map((old, i) => (i === question ? values[0] : old)) : values,
    );
    const last = question + 1 >= pagesOf(election);
    places.go(
      review || last ? { screen: "review" } : { screen: "question", question: question + 1, review: false },
    );
  };
  return layout === "points" ? (
    <Points session={session} places={places} onDone={done} />
  ) : (
    <Choosing key={question} session={session} places={places} question={question} onDone={done} />
  );
}
