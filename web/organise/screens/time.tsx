/** When voting begins, and how long it is open. */
import { useState } from "preact/hooks";
import { Choices, Field } from "../../shared/fields.js";
import type { DraftStart } from "../draft.js";
import { StepForm, useForm, wholeNumber } from "../form.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";

const HOUR = 60;
const DAY = 24 * HOUR;
const MOST = { days: 1460, hours: 999, minutes: 9999 } as const;
type Unit = keyof typeof MOST;
const UNITS = ["days", "hours", "minutes"] as const;

export function Time({ session, places }: ScreenProps) {
  const { t, seconds } = useOwnTime();
  const form = useForm();
  const { start, minutes } = session.draft;
  const [at, setAt] = useState(start.kind === "at" ? start.at : "");
  const [long, setLong] = useState<Readonly<Record<Unit, string>>>({
    days: `${Math.floor(minutes / DAY)}`,
    hours: `${Math.floor((minutes % DAY) / HOUR)}`,
    minutes: `${minutes % HOUR}`,
  });
  const [kind, setKind] = useState<DraftStart["kind"]>(start.kind);
  const check = () => {
    const [days, hours, rest] = UNITS.map((unit) => wholeNumber(long[unit] || "0", 0, MOST[unit]));
    const whole =
      days === undefined || hours === undefined || rest === undefined ? 0 : days * DAY + hours * HOUR + rest;
    const noDate = kind === "at" && Number.isNaN(new Date(at).getTime());
    const found = [
      ...(noDate ? [{ field: "at", text: t("time-when-missing") }] : []),
      ...(whole < 1 ? [{ field: "days", text: t("time-long-wrong") }] : []),
    ];
    if (found.length === 0)
      session.change({ start: kind === "at" ? { kind, at: at.slice(0, 16) } : { kind }, minutes: whole });
    return found;
  };
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <StepForm title={t("time-title")} form={form} places={places} check={check}>
      <Choices
        legend={<span class="label">{t("time-start")}</span>}
        name="start"
        chosen={[kind]}
        onChange={([value]) => setKind(value as DraftStart["kind"])}
        options={[
          { value: "soon", label: t("time-soon"), hint: t("time-soon-hint") },
          { value: "at", label: t("time-at") },
          { value: "by-hand", label: t("time-by-hand"), hint: t("time-by-hand-hint") },
        ]}
      />
      {kind === "at" && (
        <Field
          id="at"
          type="datetime-local"
          label={t("time-when")}
          hint={t("time-when-hint", { zone })}
          error={form.errorOf("at")}
          value={at}
          onInput={({ currentTarget }) => setAt(currentTarget.value)}
        />
      )}
      <fieldset class={form.errorOf("days") ? "group wrong" : "group"}>
        <legend>
          <span class="label">{t("time-long")}</span>
        </legend>
        {form.errorOf("days") && <p class="error">{form.errorOf("days")}</p>}
        <div class="fields">
          {UNITS.map((unit) => (
            <Field
              key={unit}
              id={unit}
              inputMode="numeric"
              autoComplete="off"
              label={t(`time-${unit}`)}
              value={long[unit]}
              onInput={({ currentTarget }) => setLong({ ...long, [unit]: currentTarget.value })}
            />
          ))}
        </div>
      </fieldset>
      <p class="quiet">{t("time-blocks", { time: seconds(session.chain!.blockTime) })}</p>
    </StepForm>
  );
}

/** A time of less than a second, too. */
function useOwnTime() {
  const { t, language } = useOwnWords();
  const seconds = (milliseconds: number): string =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit: "second",
      unitDisplay: "long",
      maximumSignificantDigits: 2,
    }).format(milliseconds / 1000);
  return { t, seconds };
}
