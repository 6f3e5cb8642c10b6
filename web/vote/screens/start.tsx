/** The first screen: what is asked, how long, what others can see, and what this device did before. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import {
  Button,
  Inset,
  LinkButton,
  Progress,
  Prose,
  SummaryList,
  Title,
  useWords,
  Warning,
} from "../../shared/components.js";
import { download } from "../../shared/download.js";
import type { Words } from "../../shared/i18n.js";
import { Picture } from "../../shared/picture.js";
import { type Finding, preflight } from "../../shared/preflight.js";
import { Problem, useTask } from "../../shared/task.js";
import { answersOf } from "../answers.js";
import type { ScreenProps } from "../props.js";
import type { Session } from "../session.js";
import { Forget } from "./forget.js";
import { Later } from "./later.js";
import { Named } from "./named.js";
import { Network } from "./network.js";

/** Milliseconds between two questions to the node. */
const EVERY = 5000;

/** When it closes or begins is said in time, as soon as the chain's pace was seen: a voter has no use for the number of a block. */
function openWords(session: Session, { t, duration }: Words): string {
  const { end } = session.state!;
  const left = end === null ? undefined : session.timeUntil(end);
  return left === undefined ? t("phase-open") : t("phase-open-until", { time: duration(left) });
}

function waitingWords(session: Session, { t, duration }: Words): string {
  const { start, hasKey } = session.state!;
  if (!hasKey) return t("phase-waiting-key");
  const left = start === null ? undefined : session.timeUntil(start);
  return left === undefined ? t("phase-waiting") : t("phase-waiting-start", { time: duration(left) });
}

function phaseWords(session: Session, words: Words): string {
  const { phase } = session.state!;
  if (phase === "open") return openWords(session, words);
  if (phase === "waiting") return waitingWords(session, words);
  return words.t(`phase-${phase}`);
}

const megabytes = (bytes: number): number => Math.round(bytes / 100_000) / 10;

/** The files that come while the voter reads. */
function Preparing({ session }: { readonly session: Session }) {
  const { t } = useWords();
  const { loading } = session;
  if (loading.state === "ready") return <p class="quiet">{t("prepared")}</p>;
  if (loading.state === "failed")
    return (
      <>
        <Problem error={loading.error} />
        <Button kind="plain" onClick={() => void session.load()}>
          {t("try-again")}
        </Button>
      </>
    );
  const { done, total } = loading;
  if (total === 0) return <Progress label={t("preparing")} />;
  return (
    <Progress
      label={t("preparing-bytes", { done: megabytes(done), total: megabytes(total) })}
      fraction={done / total}
    />
  );
}

function Seen({ session, places }: ScreenProps) {
  const { t } = useWords();
  return (
    <section>
      <h2>{t("seen-title")}</h2>
      <ul>
        <li>{t("seen-who")}</li>
        <li>{t(session.election!.sealed ? "seen-sealed" : "seen-clear")}</li>
        <li>{t("seen-public")}</li>
        <li>
          {session.way?.kind === "relay" ? (
            <Network session={session} places={places} screen="Way" />
          ) : (
            t("seen-address")
          )}
        </li>
      </ul>
    </section>
  );
}

/** A vote that may or may not have arrived. */
function Pending({ session, places }: ScreenProps) {
  const { t } = useWords();
  const task = useTask();
  const pending = session.kept?.pending;
  if (!pending || session.state!.phase !== "open") return null;
  const send = () =>
    task.run(async () => {
      await session.identify(session.kept!.identity);
      await session.deliver(pending);
      places.replace({ screen: "done" });
    });
  return (
    <Warning>
      <p>
        <strong>{t("pending-title")}</strong>
      </p>
      <p>{t("pending-text")}</p>
      <Problem error={task.error} />
      <Button onClick={send} disabled={task.busy}>
        {t("pending-send")}
      </Button>
    </Warning>
  );
}

/** What was voted on this device. */
function Voted({ session }: { readonly session: Session }) {
  const words = useWords();
  const { t, moment } = words;
  const last = session.kept?.recorded.at(-1);
  if (!last) return null;
  const left = session.election!.maxVoteOverwrites - last.overwrite;
  return (
    <Inset>
      <h2>{t("voted-title")}</h2>
      <p class="quiet">{t("voted-when", { when: moment(last.at) })}</p>
      <SummaryList rows={answersOf(session.election!, last.votes, words)} />
      <p>{left > 0 ? t("voted-left", { n: left }) : t("voted-final")}</p>
      <Button kind="plain" onClick={() => download("psephos-receipt.json", last.receipt)}>
        {t("voted-receipt")}
      </Button>
    </Inset>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const { t } = useWords();
  return (
    <>
      {findings.map(({ key }) => (
        <Warning key={key}>
          <p>{t(key)}</p>
        </Warning>
      ))}
    </>
  );
}

/** Where the button leads, and what it says; nothing if there is nothing to do. */
function next(session: Session): "start-now" | "start-again" | "start-register" | undefined {
  const { phase } = session.state!;
  const { preRegister, maxVoteOverwrites } = session.election!;
  if (phase === "waiting" && preRegister) return "start-register";
  if (phase !== "open" || session.kept?.waiting) return undefined;
  const last = session.kept?.recorded.at(-1);
  if (!last) return "start-now";
  return last.overwrite < maxVoteOverwrites ? "start-again" : undefined;
}

function Frozen({ children }: { readonly children: ComponentChildren }) {
  return <p class="phase">{children}</p>;
}

export function Start({ session, places }: ScreenProps) {
  const words = useWords();
  const { t, text } = words;
  const { election, state, loading } = session;
  /** What ended the waiting is told where the vote waited. */
  const waited = useRef(false);
  waited.current ||= session.kept?.waiting !== undefined;
  const [findings, setFindings] = useState<readonly Finding[]>([]);
  const [picture, setPicture] = useState<Uint8Array>();
  useEffect(() => {
    // An election is voted in without its picture, too.
    session.call("picture", undefined).then(setPicture, () => {});
    void preflight().then(setFindings);
    const timer = setInterval(() => void session.refresh().catch(() => {}), EVERY);
    return () => clearInterval(timer);
  }, [session]);
  const { title, description, anonymous, listed, organiser, preRegister } = election!;
  const step = next(session);
  const stopped = findings.some(({ fatal }) => fatal);
  const first = anonymous ? "identity" : "account";
  const known = session.kept && (anonymous || session.keeping !== "no");
  const begin = () => places.go({ screen: session.locked ? "unlock" : known ? "keep" : first });
  return (
    <>
      <Title caption={t("start-caption")}>{text(title)}</Title>
      {loading.state === "ready" && loading.value.insecure && (
        <Warning>
          <p>{t("insecure")}</p>
        </Warning>
      )}
      {session.otherChain && (
        <Warning>
          <p>{t("error-wrong-network")}</p>
        </Warning>
      )}
      <Findings findings={findings} />
      <Pending session={session} places={places} />
      {waited.current && <Later session={session} places={places} screen="Waiting" />}
      <Voted session={session} />
      <Frozen>{phaseWords(session, words)}</Frozen>
      {preRegister && state!.phase === "waiting" && <p>{t("registration-open")}</p>}
      {state!.voters > 0 && <p class="quiet">{t("turnout", { n: state!.voters })}</p>}
      {picture && <Picture bytes={picture} label="" />}
      {description && <Prose text={text(description)} />}
      {anonymous ? (
        <>
          <Seen session={session} places={places} />
          {step && !stopped && <Button onClick={begin}>{t(step)}</Button>}
          {!stopped && state!.phase === "open" && <Preparing session={session} />}
          {state!.phase === "open" && !session.kept?.waiting && (
            <p>
              {t("other-ways")}
              {": "}
              <LinkButton onClick={() => places.go({ screen: "send-file" })}>
                {t("send-file-link")}
              </LinkButton>
            </p>
          )}
        </>
      ) : listed ? (
        <>
          <Named session={session} places={places} screen="Intro" />
          {step && !stopped && <Button onClick={begin}>{t(step)}</Button>}
        </>
      ) : (
        <Inset>
          <h2>{t("not-anonymous-title")}</h2>
          <p>{t("not-anonymous")}</p>
        </Inset>
      )}
      {session.kept && !session.kept.waiting && session.keeping !== "no" && (
        <Forget session={session} places={places} />
      )}
      <p class="quiet">
        {t("start-organiser")}
        {": "}
        <span class="code" dir="ltr">
          {organiser}
        </span>
      </p>
    </>
  );
}
