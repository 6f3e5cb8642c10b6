/** A vote as a file: made here for another device, or sent from this one, which shows nothing of its voter. */
import { useEffect, useState } from "preact/hooks";
import {
  Back,
  Button,
  ErrorSummary,
  type Fault,
  Progress,
  Title,
  useWords,
  Warning,
} from "../../shared/components.js";
import { download } from "../../shared/download.js";
import { errorWords } from "../../shared/error-words.js";
import { FileField, fileText } from "../../shared/files.js";
import { type ErrorShown, errorShown } from "../../shared/rpc.js";
import { Problem, useTask } from "../../shared/task.js";
import type { OwnProps } from "../screens/lazily.js";
import { Working } from "../screens/send.js";
import type { FileKey } from "./words.js";

type FileProps = OwnProps<FileKey>;

/** The largest envelope, in bytes. */
const MOST = 300_000;

export function SendFile({ session, places, own }: FileProps) {
  const { t } = useWords();
  const task = useTask();
  const [file, setFile] = useState<File>();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const submit = (event: Event) => {
    event.preventDefault();
    const problem =
      file === undefined ? own.t("send-file-missing") : file.size > MOST ? t("send-file-wrong") : undefined;
    setFaults(problem ? [{ field: "file", text: problem }] : []);
    if (problem) return;
    task.run(async () => {
      const envelope = await fileText(file!);
      session.recorded = await session.call("send", { envelope });
      places.replace({ screen: "done" });
    });
  };
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <Problem error={task.error} />
      <form noValidate onSubmit={submit}>
        <Title>{own.t("send-file-title")}</Title>
        <FileField
          id="file"
          label={own.t("send-file-label")}
          hint={own.t("send-file-hint")}
          error={faults[0]?.text}
          onPick={setFile}
        />
        {task.busy && <Progress label={t("step-sending")} />}
        <Button type="submit" disabled={task.busy}>
          {t("send")}
        </Button>
      </form>
    </>
  );
}
/** The vote as a file, for another device. */
export function Saved({ session, places, own }: FileProps) {
  const words = useWords();
  const { t } = words;
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<ErrorShown>();
  useEffect(() => {
    session
      .prove()
      .ready.then(({ envelope }) => {
        download("psephos-vote.json", envelope);
        setSaved(true);
      })
      .catch((cause: unknown) => setError(errorShown(cause)));
  }, [session]);
  if (error) return <p role="alert">{errorWords(error, words)}</p>;
  if (!saved)
    return (
      <>
        <Title>{t("save-file")}</Title>
        <Working session={session} step="proving" />
      </>
    );
  return (
    <>
      <Title>{own.t("saved-title")}</Title>
      <Warning>
        <p>{own.t("saved-text")}</p>
      </Warning>
      <Button kind="plain" onClick={places.back}>
        {t("back")}
      </Button>
    </>
  );
}
