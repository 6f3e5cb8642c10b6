/** Votes by name: what others see, whose account votes, and the last look, with which the wallet signs. */
import { useState } from "preact/hooks";
import {
  Back,
  LinkButton,
  Progress,
  type Row,
  SummaryList,
  Title,
  useWords,
  Warning,
} from "../../shared/components.js";
import { Choices } from "../../shared/fields.js";
import type { Words } from "../../shared/i18n.js";
import { type ErrorShown, WorkerError } from "../../shared/rpc.js";
import { Problem, useTask } from "../../shared/task.js";
import { WalletList } from "../../shared/wallet-list.js";
import { accountOf, type Wallet } from "../../shared/wallets.js";
import { answersOf } from "../answers.js";
import { after, NOT_LISTED } from "../screens/after.js";
import type { OwnProps } from "../screens/lazily.js";
import { signVote } from "./named-wallet.js";
import type { NamedKey } from "./words.js";

type NamedProps = OwnProps<NamedKey>;

const ownError =
  ({ t }: Words<NamedKey>) =>
  ({ code }: ErrorShown): string | undefined =>
    code === "voter/not-in-census"
      ? t("account-not-listed")
      : code === "shared/wallet-account"
        ? t("account-other")
        : undefined;

/** On the first screen, in place of what is said of secret votes. */
export function Intro({ session, own }: NamedProps) {
  const { t } = useWords();
  return (
    <section>
      <h2>{t("not-anonymous-title")}</h2>
      <ul>
        <li>{own.t("named-who")}</li>
        <li>{own.t(session.election!.sealed ? "named-sealed" : "named-clear")}</li>
        <li>{own.t("named-needs")}</li>
      </ul>
    </section>
  );
}

/** The account that votes: whether it may is told before anything is chosen. */
export function Account({ session, places, own }: NamedProps) {
  const { t } = useWords();
  const task = useTask();
  const choose = (wallet: Wallet) =>
    task.run(async () => {
      const account = await accountOf(wallet);
      await session.identify(account);
      if (session.voter!.weight === undefined) throw new WorkerError(NOT_LISTED);
      places.go(after(session));
    });
  return (
    <>
      <Back onClick={places.back} />
      <Problem error={task.error} own={ownError(own)} />
      <Title>{own.t("account-title")}</Title>
      <p>{own.t("account-text")}</p>
      {task.busy && <Progress label={t("wallet-working")} />}
      <WalletList label={(name) => t("wallet-use", { name })} disabled={task.busy} onChoose={choose} />
    </>
  );
}

export function NamedReview({ session, places, own }: NamedProps) {
  const words = useWords();
  const { t } = words;
  const task = useTask();
  const kept = session.keeping !== "no";
  const [keep, setKeep] = useState<readonly string[]>([]);
  const { layout, sealed } = session.election!;
  const rows: Row[] = answersOf(session.election!, session.votes, words).map((row, i) => ({
    ...row,
    action: (
      <LinkButton
        onClick={() =>
          places.go({ screen: "question", question: layout === "single-choice" ? i : 0, review: true })
        }
      >
        {t("change")}
        <span class="unseen"> {row.key}</span>
      </LinkButton>
    ),
  }));
  const weight = session.voter!.weight!;
  if (weight !== 1n) rows.push({ key: t("review-weight"), value: t("weight-all", { weight }) });
  const cast = (wallet: Wallet) =>
    task.run(async () => {
      await signVote(session, wallet);
      if (keep.length > 0) await session.keep("plain", "");
      places.go({ screen: "send" });
    });
  return (
    <>
      <Back onClick={places.back} />
      <Problem error={task.error} own={ownError(own)} />
      <Title>{t("review-title")}</Title>
      {!session.kept?.pending && <p>{t("review-text")}</p>}
      <SummaryList rows={rows} />
      <h2>{own.t("named-account")}</h2>
      <p class="code" dir="ltr">
        {session.voter!.commitment}
      </p>
      <Warning>
        <p>{own.t(sealed ? "named-sealed" : "named-clear")}</p>
      </Warning>
      {!kept && (
        <Choices
          legend={<span class="unseen">{own.t("named-keep")}</span>}
          name="keep"
          many
          chosen={keep}
          onChange={setKeep}
          options={[{ value: "keep", label: own.t("named-keep"), hint: own.t("named-keep-hint") }]}
        />
      )}
      {task.busy && <Progress label={t("wallet-working")} />}
      <WalletList label={(name) => own.t("named-cast", { name })} disabled={task.busy} onChoose={cast} />
    </>
  );
}
