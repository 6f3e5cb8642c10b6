/** The observer's page: turnout, results, who did what, and the audit of a bundle. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Line } from "../../src/audit/index.js";
import {
  Button,
  ErrorSummary,
  type Fault,
  Inset,
  Progress,
  SummaryList,
  Title,
} from "../shared/components.js";
import { Choices } from "../shared/fields.js";
import { FileField, fileText } from "../shared/files.js";
import { type ElectionLink, parseElectionLink } from "../shared/link.js";
import type { Observed, ObserveMethods } from "../shared/observer.js";
import { type ErrorShown, errorShown, type Remote } from "../shared/rpc.js";
import { ResultTables } from "../shared/tally/results.js";
import { Turnout } from "../shared/tally/turnout.js";
import { Problem, useTask } from "../shared/task.js";
import type { AuditAnswer, AuditMethods, AuditProgress } from "./auditor.js";
import { useOwnWords } from "./words.js";

/** Milliseconds between two questions to the node. */
const EVERY = 5000;
/** The largest receipt, in bytes. */
const MOST_RECEIPT = 2 ** 24;

function Who({ observed, link }: { readonly observed: Observed; readonly link: ElectionLink }) {
  const { t } = useOwnWords();
  const { keykeepers, threshold, signedBy, organiser, contract, processId, genesisHash } = observed;
  // Before the end, and where nobody voted, there is nothing to open.
  const opening = observed.phase === "ended" || keykeepers.some(({ revealed }) => revealed);
  const code = (text: string) => (
    <span class="code" dir="ltr">
      {text}
    </span>
  );
  const rows = [
    { key: t("start-organiser"), value: code(organiser) },
    { key: t("who-contract"), value: code(contract) },
    ...(observed.chainId === undefined ? [] : [{ key: t("who-evm"), value: `${observed.chainId}` }]),
    { key: t("who-process"), value: code(processId) },
    { key: t("who-chain"), value: code(genesisHash) },
    { key: t("who-key"), value: code(observed.censusKey) },
    { key: t("who-node"), value: code(link.nodes.join(" ")) },
    ...(signedBy ? [{ key: t("who-signed"), value: code(signedBy) }] : []),
  ];
  return (
    <section>
      <h2>{t("who-title")}</h2>
      {keykeepers.length > 0 && (
        <>
          <p>{t("who-keykeepers", { n: keykeepers.length, threshold })}</p>
          <ul class="plain">
            {keykeepers.map(({ address, revealed }) => (
              <li key={address}>
                {code(address)} {opening && t(revealed ? "who-revealed" : "who-waiting")}
              </li>
            ))}
          </ul>
        </>
      )}
      <SummaryList rows={rows} />
    </section>
  );
}

const MARKS = { ok: "✔", wrong: "✖", unchecked: "–" } as const;

/** The lines of an audit. Their sentences are the program's, in English. */
function Lines({ lines }: { readonly lines: readonly Line[] }) {
  const { t } = useOwnWords();
  return (
    <ul class="audit" lang="en" dir="ltr">
      {lines.map(({ check, state, text }) => (
        <li key={check} class={state}>
          <span aria-hidden="true">{MARKS[state]}</span>
          <span>
            <span class="unseen">{t(`audit-${state}`)}: </span>
            <strong>{check}</strong> {text}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface AuditProps {
  /** Starts the worker that audits, and ends it with the audit. */
  readonly auditing: () => { readonly remote: Remote<AuditMethods>; end(): void };
  readonly link: ElectionLink | undefined;
  readonly observed: Observed | undefined;
}

function Audit({ auditing, link, observed }: AuditProps) {
  const { t } = useOwnWords();
  const task = useTask();
  const [bundle, setBundle] = useState<File>();
  const [receipt, setReceipt] = useState<File>();
  const [trial, setTrial] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [stage, setStage] = useState<{ done: number; total: number }>();
  const [answer, setAnswer] = useState<AuditAnswer>();
  const onProgress = (progress: AuditProgress) => {
    if ("line" in progress) setLines((before) => [...before, progress.line]);
    else setStage(progress);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const large = receipt !== undefined && receipt.size > MOST_RECEIPT;
    const found: Fault[] = bundle ? [] : [{ field: "bundle", text: t("audit-missing") }];
    if (large) found.push({ field: "receipt", text: t("audit-receipt-missing") });
    setFaults(found);
    if (!bundle || found.length > 0) return;
    task.run(async () => {
      setLines([]);
      setAnswer(undefined);
      setStage(undefined);
      const question = {
        bundle,
        receipt: receipt && (await fileText(receipt)),
        genesisHash: link?.genesisHash,
        processId: link?.processId,
        insecure: trial.length > 0,
      };
      const { remote, end } = auditing();
      try {
        setAnswer(await remote.call("audit", question, { onProgress }));
      } finally {
        end();
      }
    });
  };
  const faultOf = (id: string) => faults.find(({ field }) => field === id)?.text;
  return (
    <section>
      <h2>{t("audit-title")}</h2>
      <p>{t("audit-text")}</p>
      <ErrorSummary faults={faults} />
      <Problem error={task.error} />
      <form noValidate onSubmit={submit}>
        <FileField
          kind="zip"
          id="bundle"
          label={t("audit-bundle")}
          hint={t("audit-bundle-hint")}
          error={faultOf("bundle")}
          onPick={setBundle}
        />
        <FileField id="receipt" label={t("audit-receipt")} error={faultOf("receipt")} onPick={setReceipt} />
        <Choices
          legend={<span class="unseen">{t("audit-trial")}</span>}
          name="trial"
          many
          chosen={trial}
          onChange={setTrial}
          options={[{ value: "trial", label: t("audit-trial"), hint: t("audit-trial-hint") }]}
        />
        <Button type="submit" kind="plain" disabled={task.busy}>
          {t("audit-go")}
        </Button>
      </form>
      {task.busy && (
        <Progress
          label={t("audit-working")}
          {...(stage && stage.total > 0 ? { fraction: stage.done / stage.total } : {})}
        />
      )}
      {answer && (
        <div class={answer.ok ? "verdict good" : "verdict bad"} role="alert">
          <h3>{t(answer.ok ? "audit-good" : "audit-bad")}</h3>
          {!link && <p>{t("audit-believed")}</p>}
        </div>
      )}
      {lines.length > 0 && <Lines lines={answer?.lines ?? lines} />}
      {answer?.results && observed && (
        <ResultTables results={answer.results} layout={observed.layout} questions={observed.questions} />
      )}
    </section>
  );
}

function Election({ observed, link }: { readonly observed: Observed; readonly link: ElectionLink }) {
  const { t, text } = useOwnWords();
  const { title, results, layout, questions } = observed;
  return (
    <>
      <Title caption={t("start-caption")}>{text(title)}</Title>
      <p class="phase">{t(`phase-${observed.phase}`)}</p>
      <Turnout observed={observed} />
      {results ? (
        <section>
          <h2>{t("results-title")}</h2>
          <p>{t("results-signed")}</p>
          <ResultTables results={results} layout={layout} questions={questions} />
        </section>
      ) : (
        <Inset>
          <p>{t(observed.phase === "canceled" ? "phase-canceled" : "results-later")}</p>
        </Inset>
      )}
      <Who observed={observed} link={link} />
    </>
  );
}

/** @param fragment of the address: the link, or nothing for an audit alone */
export function App({
  remote,
  auditing,
  fragment,
}: Pick<AuditProps, "auditing"> & {
  readonly remote: Remote<ObserveMethods>;
  readonly fragment: string;
}) {
  const { t } = useOwnWords();
  const [link, setLink] = useState<ElectionLink>();
  const [observed, setObserved] = useState<Observed>();
  const [error, setError] = useState<ErrorShown>();
  const look = useCallback(async () => {
    try {
      const parsed = parseElectionLink(fragment);
      setLink(parsed);
      setObserved(await remote.call("observe", parsed));
      setError(undefined);
    } catch (cause) {
      setError(errorShown(cause));
    }
  }, [remote, fragment]);
  useEffect(() => {
    if (fragment === "") return;
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  }, [look, fragment]);
  return (
    <>
      {error && !observed && <Problem error={error} />}
      {observed && link ? (
        <Election observed={observed} link={link} />
      ) : (
        <>
          <Title>{t("observe-title")}</Title>
          {fragment !== "" && !error && <Progress label={t("opening-label")} />}
        </>
      )}
      <Audit auditing={auditing} link={link} observed={observed} />
    </>
  );
}
