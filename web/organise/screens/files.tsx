/** The draft as a file, and the files that the command line takes. */
import { useState } from "preact/hooks";
import { Back, Button, ErrorSummary, type Fault, Inset, Title } from "../../shared/components.js";
import { download } from "../../shared/download.js";
import { Choices } from "../../shared/fields.js";
import { FileField } from "../../shared/files.js";
import { useTask } from "../../shared/task.js";
import { draftFromJson, draftToJson } from "../draft.js";
import { OwnProblem } from "../own-problem.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";

function Load({ session }: Pick<ScreenProps, "session">) {
  const { t } = useOwnWords();
  const task = useTask();
  const [file, setFile] = useState<File>();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [loaded, setLoaded] = useState(false);
  const load = (event: Event) => {
    event.preventDefault();
    setLoaded(false);
    setFaults(file ? [] : [{ field: "draft", text: t("files-load-missing") }]);
    if (!file) return;
    task.run(async () => {
      session.change(draftFromJson(await file.text()));
      setLoaded(true);
    });
  };
  return (
    <section>
      <h2>{t("files-load")}</h2>
      <ErrorSummary faults={faults} />
      <OwnProblem error={task.error} />
      <form noValidate onSubmit={load}>
        <FileField
          id="draft"
          label={t("files-load-missing")}
          hint={t("files-load-hint")}
          error={faults[0]?.text}
          onPick={setFile}
        />
        <Button type="submit" kind="plain">
          {t("files-load")}
        </Button>
      </form>
      <output>{loaded ? t("files-loaded") : ""}</output>
    </section>
  );
}

function Restart({ session, places }: ScreenProps) {
  const { t, language } = useOwnWords();
  const [sure, setSure] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const restart = () => {
    const found = sure.length > 0 ? [] : [{ field: "saved", text: t("files-new-unsure") }];
    setFaults(found);
    if (found.length === 0) void session.restart(language).then(() => places.replace({ screen: "tasks" }));
  };
  return (
    <section>
      <h2>{t("files-new")}</h2>
      <p>{t("files-new-text")}</p>
      <ErrorSummary faults={faults} />
      <Choices
        legend={<span class="unseen">{t("files-new-sure")}</span>}
        name="saved"
        many
        chosen={sure}
        error={faults[0]?.text}
        onChange={setSure}
        options={[{ value: "saved", label: t("files-new-sure") }]}
      />
      <Button kind="danger" onClick={restart}>
        {t("files-new")}
      </Button>
    </section>
  );
}

export function Files({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const { draft, prepared, progress } = session;
  const invited = draft.voters.kind === "invitations" && draft.voters.secrets.length > 0;
  return (
    <>
      <Back onClick={places.back} />
      <Title>{t("files-title")}</Title>
      <h2>{t("files-draft")}</h2>
      <p>{t("files-draft-text")}</p>
      {invited && (
        <Inset>
          <p>{t("files-draft-secret")}</p>
        </Inset>
      )}
      <Button kind="plain" onClick={() => download("psephos-draft.json", draftToJson(draft))}>
        {t("files-draft")}
      </Button>
      {!progress.sent && <Load session={session} />}
      <section>
        <h2>{t("files-command")}</h2>
        <p>{t("files-command-text")}</p>
        <div class="buttons">
          {prepared?.files.map(({ name, bytes }) => (
            <Button
              key={name}
              kind="plain"
              onClick={() => download(name, bytes as BlobPart, "application/octet-stream")}
            >
              {t("files-take", { name })}
            </Button>
          ))}
        </div>
      </section>
      <Restart session={session} places={places} />
    </>
  );
}
