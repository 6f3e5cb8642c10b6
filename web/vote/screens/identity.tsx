/** Who the voter is, and whether this device keeps it. */
import { useState } from "preact/hooks";
import {
  Back,
  Button,
  Details,
  ErrorSummary,
  type Fault,
  Progress,
  Title,
  useWords,
} from "../../shared/components.js";
import { Choices, Field } from "../../shared/fields.js";
import { FileField } from "../../shared/files.js";
import { WorkerError } from "../../shared/rpc.js";
import { isShared } from "../../shared/shared-address.js";
import { Problem, useTask } from "../../shared/task.js";
import { SHORTEST_PASSPHRASE } from "../../shared/vault.js";
import type { ScreenProps } from "../props.js";
import { after, NOT_LISTED } from "./after.js";
import { Forget } from "./forget.js";

/** Largest identity file, in bytes. */
const MOST = 10_000;

const canRegister = ({ session }: ScreenProps): boolean =>
  session.election!.preRegister && session.state!.phase === "waiting";

export function Identity(props: ScreenProps) {
  const { session, places } = props;
  const { t } = useWords();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const options = [
    ["file", true],
    ["wallet", session.election!.chainId !== undefined && !session.election!.preRegister],
    ["new", canRegister(props)],
  ] as const;
  const submit = (event: Event) => {
    event.preventDefault();
    const [screen] = chosen as readonly ("file" | "wallet" | "new")[];
    setFaults(screen ? [] : [{ field: "identity", text: t("identity-choose") }]);
    if (screen) places.go({ screen });
  };
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <form noValidate onSubmit={submit}>
        <Choices
          legend={<Title>{t("identity-title")}</Title>}
          hint={t("identity-hint")}
          name="identity"
          chosen={chosen}
          onChange={setChosen}
          error={faults[0]?.text}
          options={options
            .filter(([, offered]) => offered)
            .map(([value]) => ({ value, label: t(`identity-${value}`), hint: t(`identity-${value}-hint`) }))}
        />
        <Button type="submit">{t("continue")}</Button>
      </form>
    </>
  );
}

export function IdentityFile(props: ScreenProps) {
  const { session, places } = props;
  const { t } = useWords();
  const task = useTask();
  const [file, setFile] = useState<File>();
  const [pasted, setPasted] = useState("");
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const submit = (event: Event) => {
    event.preventDefault();
    const given = pasted.trim() !== "" || file !== undefined;
    setFaults(given ? [] : [{ field: "file", text: t("file-missing") }]);
    if (!given) return;
    task.run(async () => {
      const text = pasted.trim() !== "" ? pasted.trim() : file!.size > MOST ? "" : await file!.text();
      await session.identify(text);
      if (session.voter!.weight === undefined && !canRegister(props)) throw new WorkerError(NOT_LISTED);
      places.go({ screen: "keep" });
    });
  };
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <Problem error={task.error} />
      <form noValidate onSubmit={submit}>
        <Title>{t("file-title")}</Title>
        <FileField
          id="file"
          label={t("file-label")}
          hint={t("file-hint")}
          error={faults.find(({ field }) => field === "file")?.text}
          onPick={setFile}
        />
        <Details summary={t("file-paste")}>
          <Field
            id="pasted"
            label={t("file-paste-label")}
            autoComplete="off"
            spellcheck={false}
            dir="ltr"
            value={pasted}
            onInput={({ currentTarget }) => setPasted(currentTarget.value)}
          />
        </Details>
        {task.busy && <Progress label={t("checking-label")} />}
        <Button type="submit" disabled={task.busy}>
          {t("continue")}
        </Button>
      </form>
    </>
  );
}

/** For password managers, which keep a passphrase under a name: the election's. */
const AccountName = ({ name }: { readonly name: string }) => (
  <input class="unseen" type="text" autoComplete="username" value={name} readOnly tabIndex={-1} aria-hidden />
);

/** Whether this device keeps the identity. Who came back with a kept one passes through. */
export function Keep({ session, places }: ScreenProps) {
  const { t, text } = useWords();
  const task = useTask();
  const returning = session.voter === undefined && session.kept !== undefined;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [passphrase, setPassphrase] = useState("");
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [begun, setBegun] = useState(false);
  if (returning || (session.keeping !== "no" && session.voter)) {
    if (!begun) {
      setBegun(true);
      task.run(async () => {
        if (!session.voter) await session.identify(session.kept!.identity);
        places.replace(after(session));
      });
    }
    return (
      <>
        <Problem error={task.error} />
        <Title>{t("checking-title")}</Title>
        {!task.error && <Progress label={t("checking-label")} />}
        {task.error && (
          <Button kind="plain" onClick={places.back}>
            {t("back")}
          </Button>
        )}
      </>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    const [keeping] = chosen as readonly ("no" | "plain" | "sealed")[];
    const short = keeping === "sealed" && passphrase.length < SHORTEST_PASSPHRASE;
    const found: Fault[] = keeping
      ? short
        ? [{ field: "passphrase", text: t("passphrase-short") }]
        : []
      : [{ field: "keep", text: t("keep-choose") }];
    setFaults(found);
    if (found.length > 0 || !keeping) return;
    task.run(async () => {
      await session.keep(keeping, passphrase);
      setPassphrase("");
      places.go(after(session));
    });
  };
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <Problem error={task.error} />
      <form noValidate onSubmit={submit}>
        <Choices
          legend={<Title>{t("keep-title")}</Title>}
          hint={t("keep-hint")}
          name="keep"
          chosen={chosen}
          onChange={setChosen}
          error={faults.find(({ field }) => field === "keep")?.text}
          options={[
            ...(isShared(location)
              ? []
              : [{ value: "plain", label: t("keep-yes"), hint: t("keep-yes-hint") }]),
            { value: "sealed", label: t("keep-sealed"), hint: t("keep-sealed-hint") },
            { value: "no", label: t("keep-no"), hint: t("keep-no-hint") },
          ]}
        />
        {chosen[0] === "sealed" && <AccountName name={text(session.election!.title)} />}
        {chosen[0] === "sealed" && (
          <Field
            id="passphrase"
            label={t("passphrase")}
            hint={t("passphrase-hint")}
            error={faults.find(({ field }) => field === "passphrase")?.text}
            type="password"
            autoComplete="new-password"
            value={passphrase}
            onInput={({ currentTarget }) => setPassphrase(currentTarget.value)}
          />
        )}
        <Button type="submit" disabled={task.busy}>
          {t("continue")}
        </Button>
      </form>
    </>
  );
}

export function Unlock({ session, places }: ScreenProps) {
  const { t, text } = useWords();
  const task = useTask();
  const [passphrase, setPassphrase] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    task.run(async () => {
      setPassphrase("");
      await session.unlock(passphrase);
      places.replace({ screen: "start" });
    });
  };
  return (
    <>
      <Back onClick={places.back} />
      <Problem error={task.error} />
      <form noValidate onSubmit={submit}>
        <Title>{t("unlock-title")}</Title>
        <p>{t("unlock-text")}</p>
        <AccountName name={text(session.election!.title)} />
        <Field
          id="passphrase"
          label={t("passphrase")}
          type="password"
          autoComplete="current-password"
          value={passphrase}
          onInput={({ currentTarget }) => setPassphrase(currentTarget.value)}
        />
        <Button type="submit" disabled={task.busy}>
          {t("unlock")}
        </Button>
      </form>
      <Forget session={session} places={places} />
    </>
  );
}
