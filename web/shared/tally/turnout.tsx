/** How many have voted, of how many. */
import type { Observed } from "../observer.js";
import { useTallyWords } from "./words.js";

export function Turnout({ observed }: { readonly observed: Observed }) {
  const { t, share } = useTallyWords();
  const { voters, electorate, votes } = observed;
  return (
    <section>
      <h2>{t("turnout-title")}</h2>
      {electorate === undefined || electorate === 0 ? (
        <p class="phase">{t("turnout", { n: voters })}</p>
      ) : (
        <>
          <p class="phase">
            {t("turnout-of", { n: voters, all: electorate, share: share(voters / electorate) })}
          </p>
          <meter min={0} max={electorate} value={voters} aria-label={t("turnout-title")} />
        </>
      )}
      {votes > voters && <p class="quiet">{t("turnout-votes", { n: votes })}</p>}
    </section>
  );
}
