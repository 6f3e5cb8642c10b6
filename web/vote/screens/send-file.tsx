/** A vote that was made on another device is sent from this one. It shows nothing of its voter. */
import { useState } from "preact/hooks";
import {
  Back,
  Button,
  ErrorSummary,
  type Fault,
  Progress,
  Title,
  useWords,
} from "../../shared/components.js";
import { FileField, fileText } from "../../shared/files.js";
import { Problem, useTask } from "../../shared/task.js";
import type { ScreenProps } from "../props.js";

/** The largest envelope, in bytes. */
const MOST = 300_000;

export function SendFile({ session, places }: ScreenProps) {
  const { t } = useWords();
  const task = useTask();
  const [file, setFile] = useState<File>();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const submit = (event: Event) => {
    event.preventDefault();
    const problem =
      file === undefined ? "send-file-missing" : file.size > MOST ? "send-file-wrong" : undefined;
    setFaults(problem ? [{ field: "file", text: t(problem) }] : []);
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
        <Title>{t("send-file-title")}</Title>
        <FileField
          id="file"
          label={t("send-file-label")}
          hint={t("send-file-hint")}
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
