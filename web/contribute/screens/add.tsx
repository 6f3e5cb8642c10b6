/** Step 3: what is about to be done, and the one bar while it is done. */
import { useRef, useState } from "preact/hooks";
import { Back, Button, Progress, SummaryList, Title, Warning } from "../../shared/components.js";
import { Problem, useTask } from "../../shared/task.js";
import type { Journey } from "../course.js";
import type { Contribution, Overview, Source } from "../maker.js";
import { ask } from "../session.js";
import { ownError, useOwnWords } from "../words.js";
import type { Person } from "./you.js";

const MEGA = 1e6;

export function Add({
  source,
  overview,
  person,
  onBack,
  onBusy,
  onDone,
}: {
  readonly source: Source;
  readonly overview: Overview;
  readonly person: Person;
  readonly onBack: () => void;
  readonly onBusy: (busy: boolean) => void;
  readonly onDone: (contribution: Contribution) => void;
}) {
  const words = useOwnWords();
  const { t } = words;
  const task = useTask();
  const [journey, setJourney] = useState<Journey>();
  const abort = useRef<AbortController>(undefined);
  const name = person.name.trim();
  const go = () =>
    task.run(async () => {
      abort.current = new AbortController();
      setJourney({ stage: typeof source === "string" ? "fetching" : "checking", fraction: 0 });
      onBusy(true);
      try {
        const options = { signal: abort.current.signal, onProgress: setJourney };
        onDone(await ask("contribute", { source, name, typed: person.typed }, options));
      } finally {
        onBusy(false);
      }
    });
  if (task.busy && journey)
    return (
      <>
        <Title>{t("add-title")}</Title>
        <Progress label={t(`stage-${journey.stage}`)} fraction={journey.fraction} />
        <p>{t("add-keep")}</p>
        <Button kind="plain" onClick={() => abort.current?.abort()}>
          {t("add-stop")}
        </Button>
      </>
    );
  const size = Math.max(0.1, Math.round((overview.bytes / MEGA) * 10) / 10);
  const rows = [
    {
      key: t("add-source"),
      value:
        typeof source === "string" ? <bdi dir="ltr">{source}</bdi> : t("add-chosen", { n: source.length }),
    },
    { key: t("add-place"), value: t("add-place-value", { place: overview.place }) },
    { key: t("add-name"), value: <bdi>{name}</bdi> },
    ...(overview.bytes > 0 ? [{ key: t("add-fetch"), value: t("add-megabytes", { size }) }] : []),
  ];
  return (
    <>
      <Back onClick={onBack} />
      <Problem error={task.error} title={t("not-added")} own={ownError(words)} />
      <Title>{t("add-title")}</Title>
      <SummaryList rows={rows} />
      {overview.lacking.length > 0 && (
        <Warning>
          <p>{t("add-lacking")}</p>
          <ul>
            {overview.lacking.map((what) => (
              <li key={what}>{t(`unchecked-${what}`)}</li>
            ))}
          </ul>
          <p>{t("add-lacking-do")}</p>
        </Warning>
      )}
      <Button onClick={go}>{t("add-go")}</Button>
    </>
  );
}
