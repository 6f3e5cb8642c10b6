/** In which languages the organiser writes. */
import { useState } from "preact/hooks";
import { Choices, Field } from "../../shared/fields.js";
import { LANGUAGES } from "../../shared/i18n.js";
import { DRAFT_LIMITS } from "../draft.js";
import { StepForm, useForm } from "../form.js";
import type { ScreenProps } from "../props.js";
import { languageName } from "../text-fields.js";
import { useOwnWords } from "../words.js";

const OURS = Object.keys(LANGUAGES);

/** A list of tags as it was typed; undefined if one of them is none. */
function tagsOf(text: string): string[] | undefined {
  const tags = text
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  try {
    return tags.map((tag) => new Intl.Locale(tag).toString());
  } catch {
    return undefined;
  }
}

export function Languages({ session, places }: ScreenProps) {
  const { t, language } = useOwnWords();
  const form = useForm();
  const { languages } = session.draft;
  const [ours, setOurs] = useState(languages.filter((tag) => OURS.includes(tag)));
  const [others, setOthers] = useState(languages.filter((tag) => !OURS.includes(tag)).join(", "));
  const [main, setMain] = useState(languages[0]!);
  const chosen = [...new Set([...ours, ...(tagsOf(others) ?? [])])];
  const first = chosen.includes(main) ? main : chosen[0];
  const check = () => {
    if (tagsOf(others) === undefined || chosen.length > DRAFT_LIMITS.languages)
      return [{ field: "others", text: t("languages-wrong") }];
    if (first === undefined) return [{ field: "ours", text: t("languages-none") }];
    session.change({ languages: [first, ...chosen.filter((tag) => tag !== first)] });
    return [];
  };
  return (
    <StepForm title={t("languages-title")} form={form} places={places} check={check}>
      <Choices
        legend={<span class="unseen">{t("languages-title")}</span>}
        hint={t("languages-hint")}
        name="ours"
        many
        chosen={ours}
        error={form.errorOf("ours")}
        onChange={(tags) => setOurs([...tags])}
        options={OURS.map((tag) => ({ value: tag, label: languageName(tag, language) }))}
      />
      <Field
        id="others"
        label={t("languages-others")}
        hint={t("languages-others-hint")}
        error={form.errorOf("others")}
        dir="ltr"
        spellcheck={false}
        value={others}
        onInput={({ currentTarget }) => setOthers(currentTarget.value)}
      />
      {chosen.length > 1 && (
        <Choices
          legend={<span class="label">{t("languages-main")}</span>}
          hint={t("languages-main-hint")}
          name="main"
          chosen={first === undefined ? [] : [first]}
          onChange={([tag]) => setMain(tag!)}
          options={chosen.map((tag) => ({ value: tag, label: languageName(tag, language) }))}
        />
      )}
    </StepForm>
  );
}
