/** The declaration, by the organiser's wallet. It cannot be taken back, so it is asked for once more. */
import { useState } from "preact/hooks";
import {
  Back,
  Button,
  ErrorSummary,
  type Fault,
  Progress,
  SummaryList,
  Title,
  Warning,
} from "../../shared/components.js";
import { Choices } from "../../shared/fields.js";
import { useTask } from "../../shared/task.js";
import type { Wallet } from "../../shared/wallets.js";
import { OwnProblem } from "../own-problem.js";
import { OwnWallets } from "../own-wallets.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";

/** What will be declared, in a few lines. */
function Summary({ session }: Pick<ScreenProps, "session">) {
  const { t, moment, duration, number } = useOwnWords();
  const { draft, prepared } = session;
  const { start, minutes, anonymous, sealed, questions, title, languages } = draft;
  const begins =
    start.kind === "at"
      ? moment(new Date(start.at).getTime())
      : t(start.kind === "soon" ? "declare-begins-soon" : "declare-begins-by-hand");
  const rows = [
    { key: t("place-title"), value: <span dir="auto">{title[languages[0]!]}</span> },
    ...questions.map((one, i) => ({
      key: t("questions-number", { i: i + 1 }),
      value: <span dir="auto">{one.title[languages[0]!]}</span>,
    })),
    { key: t("task-voters"), value: number(prepared?.voters ?? 0) },
    {
      key: t("declare-votes"),
      value: `${t(anonymous ? "declare-secret" : "declare-named")}, ${t(sealed ? "declare-sealed" : "declare-open")}`,
    },
    { key: t("declare-begins"), value: begins },
    { key: t("declare-lasts"), value: duration(minutes * 60_000) },
  ];
  return <SummaryList rows={rows} />;
}

/** A declaration that was sent, and whose block the page did not see. */
function Resume({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const task = useTask();
  const resume = (wallet: Wallet) =>
    task.run(async () => {
      const account = await session.account(wallet);
      const { processId } = await session.contract(wallet, "resume", {
        ...account,
        hash: session.progress.sent!,
      });
      await session.note({ processId });
      places.replace({ screen: "declared" });
    });
  return (
    <>
      <OwnProblem error={task.error} chain={session.chain!.chainId} />
      <Title>{t("declare-resume-title")}</Title>
      <p>{t("declare-resume-text")}</p>
      {task.busy && <Progress label={t("declare-sent")} />}
      <OwnWallets label={(name) => t("declare-resume", { name })} disabled={task.busy} onChoose={resume} />
      <h2>{t("declare-forget")}</h2>
      <p>{t("declare-forget-text")}</p>
      <Button
        kind="danger"
        disabled={task.busy}
        onClick={() => void session.note({ sent: undefined }).then(() => places.replace({ screen: "tasks" }))}
      >
        {t("declare-forget")}
      </Button>
    </>
  );
}

export function Declare({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const task = useTask();
  const [sure, setSure] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [sent, setSent] = useState(false);
  if (session.progress.sent && !task.busy && !task.error) return <Resume session={session} places={places} />;
  const declare = (wallet: Wallet) => {
    const found = sure.length > 0 ? [] : [{ field: "sure", text: t("declare-unsure") }];
    setFaults(found);
    if (found.length > 0) return;
    task.run(async () => {
      const account = await session.account(wallet);
      // The times of a draft that was checked a while ago are of other blocks.
      const { params } = await session.check();
      if (!params) return places.back();
      const { processId } = await session.contract(wallet, "declare", { ...account, params }, (hash) => {
        setSent(true);
        void session.note({ sent: hash });
      });
      await session.note({ processId });
      places.replace({ screen: "declared" });
    });
  };
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <OwnProblem error={task.error} chain={session.chain!.chainId} />
      <Title>{t("declare-title")}</Title>
      <Summary session={session} />
      <Warning>
        <p>{t("declare-warning")}</p>
      </Warning>
      <p>{t("declare-text", { chain: `${session.chain!.chainId}` })}</p>
      <Choices
        legend={<span class="unseen">{t("declare-sure")}</span>}
        name="sure"
        many
        chosen={sure}
        error={faults[0]?.text}
        onChange={setSure}
        options={[{ value: "sure", label: t("declare-sure") }]}
      />
      {task.busy && <Progress label={t(sent ? "declare-sent" : "declare-working")} />}
      <OwnWallets label={(name) => t("declare-use", { name })} disabled={task.busy} onChoose={declare} />
    </>
  );
}
