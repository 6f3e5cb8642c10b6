/** Where the contributor is on the way. */
import { useOwnWords } from "../words.js";

export const STEPS = ["ceremony", "you", "add", "publish"] as const;
export type Step = (typeof STEPS)[number];

export function Steps({ at }: { readonly at: Step }) {
  const { t } = useOwnWords();
  return (
    <nav aria-label={t("steps")}>
      <ol class="steps">
        {STEPS.map((step) => (
          <li key={step} {...(step === at ? { "aria-current": "step" } : {})}>
            {t(`step-${step}`)}
          </li>
        ))}
      </ol>
    </nav>
  );
}
