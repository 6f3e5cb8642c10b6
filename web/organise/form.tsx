/** A step of the draft: its form, what is wrong in it, and the way on. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Back, Button, ErrorSummary, type Fault, Title } from "../shared/components.js";
import type { Places } from "./props.js";
import { useOwnWords } from "./words.js";

export interface FormState {
  readonly faults: readonly Fault[];
  errorOf(field: string): string | undefined;
  /** Shows what is wrong. @returns whether nothing is */
  accept(faults: readonly Fault[]): boolean;
}

export function useForm(): FormState {
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  return {
    faults,
    errorOf: (id) => faults.find(({ field }) => field === id)?.text,
    accept(found) {
      setFaults(found);
      return found.length === 0;
    },
  };
}

/** @param check finds what is wrong; without it the step is done */
export function StepForm({
  title,
  form,
  places,
  check,
  children,
  onDone,
}: {
  readonly title: string;
  readonly form: FormState;
  readonly places: Places;
  readonly check: () => readonly Fault[];
  readonly children: ComponentChildren;
  readonly onDone?: () => void;
}) {
  const { t } = useOwnWords();
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={form.faults} />
      <Title>{title}</Title>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (form.accept(check())) (onDone ?? places.back)();
        }}
      >
        {children}
        <Button type="submit">{t("save")}</Button>
      </form>
    </>
  );
}

/** A whole number as it was typed, or undefined. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
