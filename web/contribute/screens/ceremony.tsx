/** Step 1: where the ceremony is. What is there is looked at before anybody types more. */
import { useState } from "preact/hooks";
import { Button, ErrorSummary, type Fault, Progress, Title } from "../../shared/components.js";
import { Choices, Field } from "../../shared/fields.js";
import { Problem, useTask } from "../../shared/task.js";
import type { Overview, Source } from "../maker.js";
import { ask } from "../session.js";
import { ownError, useOwnWords } from "../words.js";

/** What the contributor gave: both kinds are kept, one is used. */
export interface Given {
  readonly kind: "link" | "files" | undefined;
  readonly address: string;
  readonly files: readonly File[];
}

export const sourceOf = ({ kind, address, files }: Given): Source =>
  kind === "files" ? files : address.trim();

export function Ceremony({
  given,
  onGive,
  onFound,
}: {
  readonly given: Given;
  readonly onGive: (given: Given) => void;
  readonly onFound: (overview: Overview) => void;
}) {
  const words = useOwnWords();
  const { t } = words;
  const task = useTask();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const { kind, address, files } = given;
  const give = (more: Partial<Given>) => onGive({ ...given, ...more });
  const submit = (event: Event) => {
    event.preventDefault();
    const found: Fault[] = [];
    if (!kind) found.push({ field: "source", text: t("source-choose") });
    if (kind === "link" && address.trim() === "")
      found.push({ field: "address", text: t("address-missing") });
    if (kind === "files" && files.length === 0) found.push({ field: "files", text: t("files-missing") });
    setFaults(found);
    if (found.length === 0) task.run(async () => onFound(await ask("look", sourceOf(given))));
  };
  const faultOf = (id: string) => faults.find(({ field }) => field === id)?.text;
  return (
    <>
      <ErrorSummary faults={faults} />
      {faults.length === 0 && <Problem error={task.error} own={ownError(words)} />}
      <Title>{t("ceremony-title")}</Title>
      <p>{t("ceremony-text")}</p>
      <p>{t("ceremony-how")}</p>
      <form noValidate onSubmit={submit}>
        <Choices
          legend={<h2>{t("source-title")}</h2>}
          name="source"
          error={faultOf("source")}
          chosen={kind ? [kind] : []}
          onChange={([chosen]) => give({ kind: chosen as "link" | "files" })}
          options={[
            { value: "link", label: t("source-link"), hint: t("source-link-hint") },
            { value: "files", label: t("source-files"), hint: t("source-files-hint") },
          ]}
        />
        {kind === "link" && (
          <Field
            id="address"
            label={t("address-label")}
            hint={t("address-hint")}
            error={faultOf("address")}
            type="url"
            dir="ltr"
            autoComplete="off"
            value={address}
            onInput={({ currentTarget }) => give({ address: currentTarget.value })}
          />
        )}
        {kind === "files" && (
          <>
            <Field
              id="files"
              label={t("files-label")}
              hint={t("files-hint")}
              error={faultOf("files")}
              type="file"
              multiple
              onChange={({ currentTarget }) => give({ files: [...(currentTarget.files ?? [])] })}
            />
            {files.length > 0 && <p>{t("files-kept", { n: files.length })}</p>}
          </>
        )}
        {task.busy && <Progress label={t("looking-label")} />}
        <Button type="submit" disabled={task.busy}>
          {t("continue")}
        </Button>
      </form>
    </>
  );
}
