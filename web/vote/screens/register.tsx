/** Registration, while it is open. */
import { Back, Button, Confirmation, Progress, Title, useWords } from "../../shared/components.js";
import { Problem, useTask } from "../../shared/task.js";
import { WalletList } from "../../shared/wallet-list.js";
import type { ScreenProps } from "../props.js";
import { registerWith } from "../with-wallet.js";

export function Register({ session, places }: ScreenProps) {
  const { t } = useWords();
  const task = useTask();
  const register = (work: () => Promise<void>) =>
    task.run(async () => {
      await work();
      await session.refresh();
      places.replace({ screen: "registered" });
    });
  return (
    <>
      <Back onClick={places.back} />
      <Problem error={task.error} values={{ chain: `${session.election!.chainId}` }} />
      <Title>{t("register-title")}</Title>
      <p>{t(session.invite ? "register-invite-text" : "register-text")}</p>
      {task.busy && <Progress label={t("register-working")} />}
      {session.invite ? (
        <Button disabled={task.busy} onClick={() => register(() => session.registerInvited())}>
          {t("register-invite")}
        </Button>
      ) : (
        <WalletList
          label={(name) => t("register-wallet", { name })}
          disabled={task.busy}
          onChoose={(wallet) => register(() => registerWith(session, wallet))}
        />
      )}
    </>
  );
}

export function Registered({ session, places }: ScreenProps) {
  const { t } = useWords();
  const { nodes = 0, asked = 0 } = session.registered ?? {};
  return (
    <>
      <Confirmation title={t("registered-title")}>
        {asked > 0 && <p>{t("registered-nodes", { n: nodes, all: asked })}</p>}
        <p>{t("registered-text")}</p>
      </Confirmation>
      <Button kind="plain" onClick={() => places.replace({ screen: "start" })}>
        {t("back")}
      </Button>
    </>
  );
}

/** This identity has voted, and this device does not know what; or it may not vote again. */
export function VotedElsewhere({ session, places }: ScreenProps) {
  const { t } = useWords();
  const { left } = session;
  const here = session.kept!.recorded.length > 0;
  return (
    <>
      <Back onClick={places.back} />
      <Title>{t(here ? "voted-title" : "voted-title-elsewhere")}</Title>
      {!here && <p>{t("voted-elsewhere")}</p>}
      <p>{left > 0 ? t("voted-left", { n: left }) : t("voted-final")}</p>
      {left > 0 && (
        <Button onClick={() => places.go({ screen: "question", question: 0, review: false })}>
          {t("start-again")}
        </Button>
      )}
    </>
  );
}
