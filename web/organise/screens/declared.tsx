/** The election is declared: its files go to the nodes, and its link to the voters. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { Button, Confirmation, Inset, LinkButton, Progress, Warning } from "../../shared/components.js";
import { formatLink } from "../../shared/link.js";
import { pageAddress } from "../../shared/page-address.js";
import { QrCode } from "../../shared/qr.js";
import { useTask } from "../../shared/task.js";
import { OwnProblem } from "../own-problem.js";
import type { ScreenProps } from "../props.js";
import { useOwnWords } from "../words.js";

/** The address of another page beside this one, with the election's link. */
export function electionAddress(
  session: ScreenProps["session"],
  page: "vote" | "observe" | "organise",
): string {
  return pageAddress(page, formatLink(session.electionLink!));
}

/** A link to pass on. */
export function LinkToPass({ address }: { readonly address: string }) {
  const { t } = useOwnWords();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      () => {},
    );
  return (
    <Inset>
      <p>
        <a class="code" dir="ltr" href={address}>
          {address}
        </a>
      </p>
      <p>
        <LinkButton onClick={copy}>{t("declared-copy")}</LinkButton>{" "}
        <output>{copied ? t("declared-copied") : ""}</output>
      </p>
    </Inset>
  );
}

/** Gives the files to the nodes, when the page opens and when it is asked. */
function Publishing({ session }: Pick<ScreenProps, "session">) {
  const { t } = useOwnWords();
  const task = useTask();
  const [early, setEarly] = useState(false);
  const publish = useCallback(
    () =>
      task.run(async () => {
        // After a reload the files are made again: the same, byte for byte, from the same draft.
        if (!session.prepared) await session.check();
        await session.call("publish", undefined, { onProgress: () => setEarly(true) });
        await session.note({ published: true });
      }),
    [session, task.run],
  );
  useEffect(() => {
    if (!session.progress.published) publish();
  }, []);
  if (session.progress.published) return <p>{t("declared-published")}</p>;
  if (task.busy) return <Progress label={t(early ? "declared-waiting" : "declared-publishing")} />;
  return (
    <>
      <OwnProblem error={task.error} />
      <Warning>
        <p>
          <strong>{t("declared-unpublished-title")}</strong>
        </p>
        <p>{t("declared-unpublished")}</p>
        <Button onClick={publish}>{t("declared-publish")}</Button>
      </Warning>
    </>
  );
}

export function Declared({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const address = electionAddress(session, "vote");
  const { voters } = session.draft;
  const invited = voters.kind === "invitations";
  return (
    <>
      <Confirmation title={t("declared-title")}>
        <p dir="auto">{session.draft.title[session.draft.languages[0]!]}</p>
      </Confirmation>
      <Publishing session={session} />
      {invited && voters.secrets.length > 0 && (
        <Button onClick={() => places.go({ screen: "sheet" })}>{t("declared-sheet")}</Button>
      )}
      <h2>{t("declared-link-title")}</h2>
      <p>{t("declared-link-text")}</p>
      {invited && <p>{t("declared-invite-text")}</p>}
      <LinkToPass address={address} />
      <QrCode text={address} label={t("declared-qr")} />
      <Button kind={invited ? "plain" : "main"} onClick={() => places.go({ screen: "live" })}>
        {t("declared-live")}
      </Button>
      <p>
        <LinkButton onClick={() => places.go({ screen: "files" })}>{t("tasks-files")}</LinkButton>
      </p>
    </>
  );
}
