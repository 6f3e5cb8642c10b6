/** What others can see, and what the organiser may do later. */
import { useState } from "preact/hooks";
import { Inset } from "../../shared/components.js";
import { Choices, Field } from "../../shared/fields.js";
import { StepForm, useForm, wholeNumber } from "../form.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";

export function Rules({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const form = useForm();
  const { anonymous, sealed, interruptible, changes } = session.draft;
  const { keykeepers, threshold } = session.chain!;
  const [times, setTimes] = useState(`${changes}`);
  const check = () => {
    const number = wholeNumber(times, 0, 255);
    if (number === undefined) return [{ field: "changes", text: t("rules-changes-wrong") }];
    session.change({ changes: number });
    return [];
  };
  return (
    <StepForm title={t("rules-title")} form={form} places={places} check={check}>
      <Choices
        legend={<span class="label">{t("rules-who")}</span>}
        name="who"
        chosen={[anonymous ? "anonymous" : "named"]}
        onChange={([value]) => session.change({ anonymous: value === "anonymous" })}
        options={[
          { value: "anonymous", label: t("rules-anonymous"), hint: t("rules-anonymous-hint") },
          { value: "named", label: t("rules-named"), hint: t("rules-named-hint") },
        ]}
      />
      <Choices
        legend={<span class="label">{t("rules-when")}</span>}
        name="when"
        chosen={[sealed ? "sealed" : "open"]}
        onChange={([value]) => session.change({ sealed: value === "sealed" })}
        options={[
          {
            value: "sealed",
            label: t("rules-sealed"),
            hint: t("rules-sealed-hint", { n: keykeepers, threshold }),
          },
          { value: "open", label: t("rules-open"), hint: t("rules-open-hint") },
        ].filter(({ value }) => value === "open" || keykeepers > 0 || sealed)}
      />
      {keykeepers === 0 && (
        <Inset>
          <p>{t("rules-no-keykeepers")}</p>
        </Inset>
      )}
      <Field
        id="changes"
        class="short"
        inputMode="numeric"
        autoComplete="off"
        label={t("rules-changes")}
        hint={t("rules-changes-hint")}
        error={form.errorOf("changes")}
        value={times}
        onInput={({ currentTarget }) => setTimes(currentTarget.value)}
      />
      <Choices
        legend={<span class="label">{t("rules-stop")}</span>}
        name="stop"
        chosen={[interruptible ? "yes" : "no"]}
        onChange={([value]) => session.change({ interruptible: value === "yes" })}
        options={[
          { value: "yes", label: t("rules-stop-yes"), hint: t("rules-stop-yes-hint") },
          { value: "no", label: t("rules-stop-no"), hint: t("rules-stop-no-hint") },
        ]}
      />
    </StepForm>
  );
}
