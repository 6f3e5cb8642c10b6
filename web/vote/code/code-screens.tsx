/** The screens of codes that are made or registered here: by a wallet, new, by an invitation. */
import { useState } from "preact/hooks";
import {
  Back,
  Button,
  Confirmation,
  ErrorSummary,
  type Fault,
  Progress,
  Title,
  useWords,
  Warning,
} from "../../shared/components.js";
import { download } from "../../shared/download.js";
import { Choices } from "../../shared/fields.js";
import { WorkerError } from "../../shared/rpc.js";
import { Problem, useTask } from "../../shared/task.js";
import { WalletList } from "../../shared/wallet-list.js";
import { NOT_LISTED } from "../screens/after.js";
import type { OwnProps } from "../screens/lazily.js";
import { registerWith, walletIdentity } from "./with-wallet.js";
import type { CodeKey } from "./words.js";

type CodeProps = OwnProps<CodeKey>;

export function IdentityWallet({ session, places, own }: CodeProps) {
  const { t } = useWords();
  const task = useTask();
  return (
    <>
      <Back onClick={places.back} />
      <Problem error={task.error} values={{ chain: `${session.election!.chainId}` }} />
      <Title>{own.t("wallet-title")}</Title>
      <p>{own.t("wallet-text")}</p>
      {task.busy && <Progress label={t("wallet-working")} />}
      <WalletList
        label={(name) => t("wallet-use", { name })}
        disabled={task.busy}
        onChoose={(wallet) =>
          task.run(async () => {
            await session.identify(await walletIdentity(session, wallet));
            if (session.voter!.weight === undefined) throw new WorkerError(NOT_LISTED);
            places.go({ screen: "keep" });
          })
        }
      />
    </>
  );
}

export function NewIdentity({ session, places, own }: CodeProps) {
  const { t } = useWords();
  const task = useTask();
  const [made, setMade] = useState<string>();
  const [saved, setSaved] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const save = () =>
    task.run(async () => {
      const identity = made ?? (await session.call("createIdentity", undefined)).identity;
      setMade(identity);
      download("psephos-recovery.json", identity);
    });
  const submit = (event: Event) => {
    event.preventDefault();
    const right = made !== undefined && saved.length > 0;
    setFaults(right ? [] : [{ field: "saved", text: own.t("new-unsaved") }]);
    if (!right) return;
    task.run(async () => {
      await session.identify(made);
      places.go({ screen: "keep" });
    });
  };
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <Problem error={task.error} />
      <Title>{own.t("new-title")}</Title>
      <p>{own.t("new-text")}</p>
      <Warning>
        <p>{own.t("new-keep")}</p>
      </Warning>
      <Button kind="plain" onClick={save}>
        {own.t("new-download")}
      </Button>
      <form noValidate onSubmit={submit}>
        <Choices
          legend={<span class="unseen">{own.t("new-title")}</span>}
          name="saved"
          many
          chosen={saved}
          onChange={setSaved}
          error={faults[0]?.text}
          options={[{ value: "saved", label: own.t("new-saved") }]}
        />
        <Button type="submit" disabled={task.busy}>
          {t("continue")}
        </Button>
      </form>
    </>
  );
}

export function Register({ session, places, own }: CodeProps) {
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
      <Title>{own.t("register-title")}</Title>
      <p>{own.t(session.invite ? "register-invite-text" : "register-text")}</p>
      {task.busy && <Progress label={own.t("register-working")} />}
      {session.invite ? (
        <Button disabled={task.busy} onClick={() => register(() => session.registerInvited())}>
          {own.t("register-invite")}
        </Button>
      ) : (
        <WalletList
          label={(name) => own.t("register-wallet", { name })}
          disabled={task.busy}
          onChoose={(wallet) => register(() => registerWith(session, wallet))}
        />
      )}
    </>
  );
}

export function Registered({ session, places, own }: CodeProps) {
  const { t } = useWords();
  const { nodes = 0, asked = 0 } = session.registered ?? {};
  return (
    <>
      <Confirmation title={own.t("registered-title")}>
        {asked > 0 && <p>{own.t("registered-nodes", { n: nodes, all: asked })}</p>}
        <p>{own.t("registered-text")}</p>
      </Confirmation>
      <Button kind="plain" onClick={() => places.replace({ screen: "start" })}>
        {t("back")}
      </Button>
    </>
  );
}
