/** How the election stands, and the moves that its organiser may make. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { Back, Button, Inset, Progress, Title } from "../../shared/components.js";
import type { Observed } from "../../shared/observer.js";
import { type ErrorShown, errorShown } from "../../shared/rpc.js";
import { ResultTables } from "../../shared/tally/results.js";
import { Turnout } from "../../shared/tally/turnout.js";
import { Moves } from "../moves.js";
import { OwnProblem } from "../own-problem.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";
import { electionAddress, LinkToPass } from "./declared.js";

/** Milliseconds between two questions to the node. */
const EVERY = 5000;

function Times({ observed, blockTime }: { readonly observed: Observed; readonly blockTime: number }) {
  const { t, duration } = useOwnWords();
  const { phase, start, end, height } = observed;
  const until = (at: number) => duration(Math.max(1000, (at - height) * blockTime));
  if (phase === "waiting" && start !== null) return <p>{t("live-begins", { time: until(start) })}</p>;
  if (phase === "open" && end !== null) return <p>{t("live-ends", { time: until(end) })}</p>;
  return null;
}

function Keys({ observed }: { readonly observed: Observed }) {
  const { t } = useOwnWords();
  const { sealed, hasKey, keykeepers, threshold, phase } = observed;
  if (!sealed) return null;
  const opened = keykeepers.filter(({ revealed }) => revealed).length;
  const over = phase === "ended" || phase === "counted";
  return (
    <section>
      <h2>{t("live-keys")}</h2>
      {over ? (
        <p>{t("live-keys-opened", { n: opened, all: keykeepers.length, threshold })}</p>
      ) : (
        <p>{t(hasKey ? "live-keys-ready" : "live-keys-none")}</p>
      )}
    </section>
  );
}

export function Live({ session, places }: ScreenProps) {
  const { t, text } = useOwnWords();
  const [observed, setObserved] = useState<Observed>();
  const [error, setError] = useState<ErrorShown>();
  const look = useCallback(async () => {
    try {
      setObserved(await session.call("look", session.electionLink!));
      setError(undefined);
    } catch (cause) {
      setError(errorShown(cause));
    }
  }, [session]);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  }, [look]);
  const back = !session.watched && <Back onClick={places.back} />;
  if (!observed)
    return (
      <>
        {back}
        <OwnProblem error={error} />
        <Title>{t("live-title")}</Title>
        {!error && <Progress label={t("opening-label")} />}
      </>
    );
  const { results, layout, questions, phase, preRegister, registered } = observed;
  return (
    <>
      {back}
      <Title caption={t("live-title")}>{text(observed.title)}</Title>
      {error && <OwnProblem error={error} />}
      <p class="phase">{t(`phase-${phase}`)}</p>
      <Times observed={observed} blockTime={session.chain!.blockTime} />
      {preRegister && <p>{t("live-registered", { n: registered })}</p>}
      <Turnout observed={observed} />
      <Keys observed={observed} />
      {results && (
        <section>
          <h2>{t("results-title")}</h2>
          <p>{t("results-signed")}</p>
          <ResultTables results={results} layout={layout} questions={questions} />
        </section>
      )}
      <Moves session={session} observed={observed} onMoved={() => void look()} />
      <h2>{t("live-observe")}</h2>
      <p>{t("live-observe-text")}</p>
      <LinkToPass address={electionAddress(session, "observe")} />
      <h2>{t("live-voters")}</h2>
      <LinkToPass address={electionAddress(session, "vote")} />
      {error && (
        <Inset>
          <Button kind="plain" onClick={() => void look()}>
            {t("try-again")}
          </Button>
        </Inset>
      )}
    </>
  );
}
