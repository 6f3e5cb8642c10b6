/** Relays, as a voter needs to know of them: who sees what, and the choice when none works. */
import { Button, Details, Progress, Title, useWords } from "../../shared/components.js";
import type { Words } from "../../shared/i18n.js";
import { Problem, useTask } from "../../shared/task.js";
import type { OwnProps } from "../screens/lazily.js";
import type { Session } from "../session.js";
import type { NetworkKey } from "./words.js";

type NetworkProps = OwnProps<NetworkKey>;

/** Hosts as one text: "a.example or b.example". */
const listed = (hosts: readonly string[], { language }: Words<NetworkKey>): string =>
  new Intl.ListFormat(language, { type: "disjunction" }).format(hosts);

const valuesOf = ({ way, link }: Session, own: Words<NetworkKey>) => ({
  relay: listed(way?.by ?? [], own),
  node: listed(way?.nodes ?? link?.nodes.map((node) => new URL(node).host) ?? [], own),
});

/** On the first screen: how the vote will go. */
export function Way({ session, own }: NetworkProps) {
  return <>{own.t("way-relay", valuesOf(session, own))}</>;
}

/** Beside the receipt's link: who sees its check. */
export function Checked({ session, own }: NetworkProps) {
  const relayed = session.recorded!.way.through.length > 0;
  return <>{own.t(relayed ? "checked-relay" : "checked-direct", valuesOf(session, own))}</>;
}

/** On the last look: who sees what of the vote on its way. */
export function Seen({ session, own }: NetworkProps) {
  const { way } = session;
  const values = valuesOf(session, own);
  const lines: readonly NetworkKey[] =
    way?.kind === "relay"
      ? [
          ...(["sees-relay", "sees-node", "sees-both"] as const),
          way.named ? "sees-named" : "sees-opened",
          "sees-files",
        ]
      : ["sees-direct", "sees-files"];
  return (
    <Details summary={own.t("sees-title")}>
      <ul>
        {lines.map((key) => (
          <li key={key}>{own.t(key, values)}</li>
        ))}
      </ul>
    </Details>
  );
}

/** No relay works. Nothing goes on before the voter has chosen: a page that went on without one could be made to by whoever stops the relay. */
export function Stuck({ session, own }: NetworkProps) {
  const { t } = useWords();
  const task = useTask();
  const { way, stuck, kept, election } = session;
  const values = valuesOf(session, own);
  const take = (kind: "direct" | "relay") => task.run(() => session.takeWay(kind));
  return (
    <>
      <Problem
        error={task.error}
        own={({ code }) => (code.startsWith("oblivious/") ? own.t("stuck-again") : undefined)}
      />
      <Title>{own.t("stuck-title")}</Title>
      <p>{own.t(way && way.by.length > 0 ? "stuck-relay" : "stuck-none", values)}</p>
      <p>{own.t(kept?.pending ? "stuck-maybe-sent" : "stuck-not-sent")}</p>
      {task.busy && <Progress label={own.t("stuck-looking")} />}
      <h2>{own.t("stuck-other-title")}</h2>
      <p>{own.t("stuck-other-text")}</p>
      <Button disabled={task.busy} onClick={() => take("relay")}>
        {own.t("stuck-other")}
      </Button>
      <h2>{own.t("stuck-direct-title")}</h2>
      <p>{own.t(election?.anonymous === false ? "stuck-direct-named" : "stuck-direct-text", values)}</p>
      <Button kind="plain" disabled={task.busy} onClick={() => take("direct")}>
        {own.t("stuck-direct")}
      </Button>
      <details>
        <summary>{t("details")}</summary>
        <p class="code" dir="auto">
          {stuck?.message} [{stuck?.code}]
        </p>
      </details>
    </>
  );
}
