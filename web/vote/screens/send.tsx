/** The vote goes out, and what comes back. Nothing is called cast before its receipt proves that it is recorded. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Confirmation, Progress, Title, useWords, Warning } from "../../shared/components.js";
import { download } from "../../shared/download.js";
import { isAborted, isUncertain } from "../../shared/error-words.js";
import { isFile, pageAddress } from "../../shared/page-address.js";
import { type ErrorShown, errorShown } from "../../shared/rpc.js";
import { Problem } from "../../shared/task.js";
import { checkFragment } from "../check-link.js";
import type { ScreenProps } from "../props.js";
import type { Session } from "../session.js";
import { Network } from "./network.js";

/** Needed at the end: the page that has just been opened does without it. */
const qr = () => import("../../shared/qr.js");

const megabytes = (bytes: number): number => Math.round(bytes / 100_000) / 10;
/** How the bar is divided between proving and sending. */
const PROVED = 0.8;

type Step = "proving" | "sending" | "failed";

export function Working({ session, step }: { readonly session: Session; readonly step: Step }) {
  const { t } = useWords();
  const { loading, proving } = session;
  if (step === "sending") return <Progress label={t("step-sending")} fraction={0.9} />;
  if (loading.state === "working" && loading.done < loading.total) {
    const { done, total } = loading;
    const label = t("step-loading", { done: megabytes(done), total: megabytes(total) });
    return <Progress label={label} fraction={(PROVED / 2) * (done / total)} />;
  }
  const { stage = "witness", fraction = 0 } = proving ?? {};
  return <Progress label={t(`step-${stage}`)} fraction={PROVED * fraction} />;
}

export function Send({ session, places }: ScreenProps) {
  const { t } = useWords();
  const [step, setStep] = useState<Step>("proving");
  const [error, setError] = useState<ErrorShown>();
  const [attempt, setAttempt] = useState(0);
  const left = useRef(false);
  /** Whether a vote has gone out, in this attempt or an earlier one. */
  const sent = useRef(session.kept?.pending !== undefined);
  useEffect(() => {
    qr().catch(() => {});
    left.current = false;
    const run = async () => {
      setStep("proving");
      setError(undefined);
      if (session.loading.state === "failed") await session.load();
      const vote = await session.prove().ready;
      if (left.current) return;
      sent.current = true;
      setStep("sending");
      await session.cast(vote);
      places.replace({ screen: "done" });
    };
    run().catch((cause: unknown) => {
      const shown = errorShown(cause);
      if (left.current || isAborted(shown)) return;
      setError(shown);
      setStep("failed");
    });
    return () => {
      left.current = true;
    };
  }, [session, attempt]);
  const cancel = () => {
    left.current = true;
    session.stopProving();
    places.back();
  };
  if (error) {
    const uncertain = sent.current && isUncertain(error);
    return (
      <>
        <Problem error={error} />
        <Title>{t(uncertain ? "maybe-cast-title" : "not-cast-title")}</Title>
        {uncertain && <p>{t("maybe-cast-text")}</p>}
        <div class="buttons">
          <Button onClick={() => setAttempt(attempt + 1)}>{t("try-again")}</Button>
          {/* A vote that may have arrived is not changed: the start page sends the same one again. */}
          <Button
            kind="plain"
            onClick={() => (uncertain ? places.replace({ screen: "start" }) : places.back())}
          >
            {t("back")}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <Title>{t("sending-title")}</Title>
      <Working session={session} step={step} />
      {step === "proving" && (
        <Button kind="plain" onClick={cancel}>
          {t("sending-cancel")}
        </Button>
      )}
    </>
  );
}

export function Done(props: ScreenProps) {
  const { session } = props;
  const { t } = useWords();
  const { recorded, election, unkept } = session;
  const { receipt, index, height, signed } = recorded!;
  const [picture, setPicture] = useState<Awaited<ReturnType<typeof qr>>>();
  useEffect(() => {
    // Without a picture there is the link.
    qr().then(setPicture, () => {});
  }, []);
  const fragment = checkFragment(session.link!, recorded!);
  const link = fragment && pageAddress("check", fragment);
  return (
    <>
      <Confirmation title={t("done-title")}>
        <p>{t("done-place", { index: index + 1, height })}</p>
      </Confirmation>
      {unkept && (
        <Warning>
          <p>{t("done-unkept")}</p>
        </Warning>
      )}
      <h2>{t("done-receipt-title")}</h2>
      <p>{t("done-receipt-text")}</p>
      {signed.by === "validators" && <p>{t("done-signed", { ...signed })}</p>}
      <Button onClick={() => download("psephos-receipt.json", receipt)}>{t("done-receipt")}</Button>
      {picture && link && !isFile() && (
        <>
          <p>{t("done-qr")}</p>
          <picture.QrCode text={link} label={t("done-qr-label")} />
        </>
      )}
      {link && (
        <>
          <p>
            <a href={link} target="_blank" rel="noreferrer">
              {t("done-check")}
            </a>
          </p>
          <p>
            <Network {...props} screen="Checked" />
          </p>
        </>
      )}
      <h2>{t("done-next-title")}</h2>
      <p>{t(election!.sealed ? "done-next-sealed" : "done-next-clear")}</p>
    </>
  );
}
