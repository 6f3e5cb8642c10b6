/** Step 4: what is left to do. All of it is of one run. */
import { useEffect, useState } from "preact/hooks";
import { Button, Confirmation, Details, Warning } from "../../shared/components.js";
import { download } from "../../shared/download.js";
import { findingWords } from "../findings.js";
import type { Contribution, Made } from "../maker.js";
import { useOwnWords } from "../words.js";

function Save({
  label,
  file,
  onSaved,
}: {
  readonly label: string;
  readonly file: Made;
  readonly onSaved: () => void;
}) {
  const { t } = useOwnWords();
  const [saved, setSaved] = useState(false);
  const save = () => {
    download(file.name, file.content, "application/octet-stream");
    setSaved(true);
    onSaved();
  };
  return (
    <li class="saving">
      <Button kind={saved ? "plain" : "main"} onClick={save}>
        {label}
      </Button>
      <span>
        <bdi dir="ltr">{file.name}</bdi> <output>{saved && <strong>✔ {t("saved")}</strong>}</output>
      </span>
    </li>
  );
}

function Words({ words }: { readonly words: string }) {
  const { t } = useOwnWords();
  const [said, setSaid] = useState<"copied" | "copy-failed">();
  const copy = () =>
    navigator.clipboard
      .writeText(words)
      .then(() => setSaid("copied"))
      .catch(() => setSaid("copy-failed"));
  return (
    <>
      <section class="words" aria-label={t("words-label")}>
        <pre dir="ltr" lang="en">
          {words}
        </pre>
      </section>
      <Button kind="plain" onClick={copy}>
        {t("copy")}
      </Button>
      <output>{said && t(said)}</output>
    </>
  );
}

/** @param onKept whether all files are saved: then the page may be closed */
export function Publish({
  contribution,
  onKept,
}: {
  readonly contribution: Contribution;
  readonly onKept: (kept: boolean) => void;
}) {
  const own = useOwnWords();
  const { t } = own;
  const { key, attestation, listing, before, findings, words } = contribution;
  const files: [string, Made | undefined][] = [
    [t("save-key"), key],
    [t("save-attestation"), attestation],
    [t("save-listing"), listing],
  ];
  const there = files.filter((pair): pair is [string, Made] => pair[1] !== undefined);
  const [saved, setSaved] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => onKept(saved.size === there.length), [saved]);
  const unchecked = findings.filter(({ checked }) => !checked);
  const checked = findings.filter((finding) => finding.checked);
  return (
    <>
      <Confirmation title={t("added-title")}>
        <p>{t("done-text")}</p>
      </Confirmation>
      {unchecked.length > 0 && (
        <Warning>
          <p>{t("done-unchecked")}</p>
          <ul>
            {unchecked.map((finding) => (
              <li key={finding.kind}>{findingWords(finding, own)}</li>
            ))}
          </ul>
          <p>{t("done-unchecked-do")}</p>
        </Warning>
      )}
      <h2>{t("save-title")}</h2>
      <p>{t("save-text")}</p>
      <ul class="plain">
        {there.map(([label, file]) => (
          <Save
            key={file.name}
            label={label}
            file={file}
            onSaved={() => setSaved((before) => new Set([...before, file.name]))}
          />
        ))}
      </ul>
      <h2>{t("words-title")}</h2>
      <p>{t("words-text")}</p>
      <Words words={words} />
      <p>{t("done-close")}</p>
      {checked.length > 0 && (
        <Details summary={t("checked-title")}>
          <ul>
            {checked.map((finding) => (
              <li key={finding.kind}>{findingWords(finding, own)}</li>
            ))}
          </ul>
        </Details>
      )}
      <Details summary={t("before-title")}>
        {before.length === 0 ? (
          <p>{t("before-nobody")}</p>
        ) : (
          <ol>
            {before.map(({ name, hash }) => (
              <li key={hash}>
                <bdi>{name === "" ? t("before-unnamed") : name}</bdi>
                <br />
                <span class="code" dir="ltr">
                  {hash}
                </span>
              </li>
            ))}
          </ol>
        )}
      </Details>
    </>
  );
}
