/** The invitations, to be printed and cut: each with its link as a QR code. They are made from the draft here, and are gone when it forgets them. */
import { useState } from "preact/hooks";
import { Back, Button, ErrorSummary, type Fault, Inset, Title } from "../../shared/components.js";
import { download } from "../../shared/download.js";
import { Choices } from "../../shared/fields.js";
import { formatLink } from "../../shared/link.js";
import { pageAddress } from "../../shared/page-address.js";
import { QrCode } from "../../shared/qr.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";

function Forget({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const [sure, setSure] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const forget = () => {
    const found = sure.length > 0 ? [] : [{ field: "given", text: t("files-new-unsure") }];
    setFaults(found);
    if (found.length > 0) return;
    session.change({ voters: { kind: "invitations", secrets: [] } });
    places.back();
  };
  return (
    <section class="unprinted">
      <h2>{t("sheet-forget-title")}</h2>
      <p>{t("sheet-forget-text")}</p>
      <ErrorSummary faults={faults} />
      <Choices
        legend={<span class="unseen">{t("sheet-forget-sure")}</span>}
        name="given"
        many
        chosen={sure}
        error={faults[0]?.text}
        onChange={setSure}
        options={[{ value: "given", label: t("sheet-forget-sure") }]}
      />
      <Button kind="danger" onClick={forget}>
        {t("sheet-forget")}
      </Button>
    </section>
  );
}

export function Sheet({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const { draft, electionLink, progress } = session;
  const secrets = draft.voters.kind === "invitations" ? draft.voters.secrets : [];
  const title = draft.title[draft.languages[0]!];
  const links = secrets.map((invite) => pageAddress("vote", formatLink({ ...electionLink!, invite })));
  const table = () =>
    download(
      "psephos-invitations.csv",
      ["number,link", ...links.map((link, i) => `${i + 1},${link}`), ""].join("\n"),
      "text/csv",
    );
  return (
    <>
      <div class="unprinted">
        <Back onClick={places.back} />
        <Title>{t("sheet-title")}</Title>
        <Inset>
          <p>{t("sheet-text")}</p>
        </Inset>
        <div class="buttons">
          <Button onClick={() => print()}>{t("sheet-print")}</Button>
          <Button kind="plain" onClick={table}>
            {t("sheet-save")}
          </Button>
        </div>
        <p class="quiet">{t("sheet-save-text")}</p>
      </div>
      <ol class="sheet">
        {links.map((link, i) => (
          <li key={link}>
            <h2 dir="auto">{title}</h2>
            <p class="quiet">{t("sheet-number", { i: i + 1 })}</p>
            <QrCode text={link} label={t("sheet-qr", { i: i + 1 })} />
            <p>{t("sheet-how")}</p>
          </li>
        ))}
      </ol>
      {progress.published && <Forget session={session} places={places} />}
    </>
  );
}
