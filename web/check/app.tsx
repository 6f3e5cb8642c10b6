/** The page that checks a receipt: from its file, or from the link in its QR code. */
import { useEffect, useState } from "preact/hooks";
import {
  Button,
  Confirmation,
  ErrorSummary,
  type Fault,
  Inset,
  Progress,
  SummaryList,
  Title,
} from "../shared/components.js";
import { errorKey } from "../shared/error-words.js";
import { Field } from "../shared/fields.js";
import { FileField, fileText } from "../shared/files.js";
import { isWebAddress, parseVoteLink, type VoteLink } from "../shared/link.js";
import type { Remote } from "../shared/rpc.js";
import { Problem, useTask } from "../shared/task.js";
import type { CheckMethods, Question, Verdict } from "./checker.js";
import { useOwnWords } from "./words.js";

/** The largest receipt, in bytes: one of many validators who changed often. */
const MOST = 2 ** 24;

function Found({ verdict, onAgain }: { readonly verdict: Verdict; readonly onAgain: () => void }) {
  const { t, number } = useOwnWords();
  const { standing, processId, genesisHash, expected, index, height, signed, whole } = verdict;
  const good = standing === "counts" || standing === "replaced";
  return (
    <>
      {good ? (
        <Confirmation title={t("check-good-title")}>
          <p>{t(standing === "counts" ? "check-present" : "check-replaced")}</p>
        </Confirmation>
      ) : (
        <>
          <ErrorSummary title={t("check-bad-title")} faults={[{ text: t("check-gone") }]} />
          <Title>{t("check-bad-title")}</Title>
        </>
      )}
      <SummaryList
        rows={[
          { key: t("check-index"), value: number(index + 1) },
          { key: t("check-height"), value: number(height) },
          {
            key: t("check-signed"),
            value: signed.by === "validators" ? t("check-signed-all", { ...signed }) : t("check-signed-one"),
          },
          { key: t("check-process"), value: <span class="code">{processId}</span> },
          { key: t("check-chain"), value: <span class="code">{genesisHash}</span> },
        ]}
      />
      {!whole && (
        <Inset>
          <p>{t("check-alone")}</p>
        </Inset>
      )}
      {!expected && (
        <Inset>
          <p>{t("check-believed")}</p>
          <p class="code">{genesisHash}</p>
        </Inset>
      )}
      <Button kind="plain" onClick={onAgain}>
        {t("check-another")}
      </Button>
    </>
  );
}

function FileForm({
  onCheck,
  busy,
}: {
  readonly onCheck: (question: Question) => void;
  readonly busy: boolean;
}) {
  const { t } = useOwnWords();
  const [file, setFile] = useState<File>();
  const [node, setNode] = useState("");
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const found: Fault[] = [];
    if (!file || file.size > MOST) found.push({ field: "file", text: t("check-label") });
    if (!isWebAddress(node.trim())) found.push({ field: "node", text: t("check-node-wrong") });
    setFaults(found);
    if (found.length > 0) return;
    onCheck({ receipt: await fileText(file!), nodes: [node.trim()] });
  };
  const faultOf = (id: string) => faults.find(({ field }) => field === id)?.text;
  return (
    <>
      <ErrorSummary faults={faults} />
      <form noValidate onSubmit={submit}>
        <FileField id="file" label={t("check-label")} error={faultOf("file")} onPick={setFile} />
        <Field
          id="node"
          label={t("check-node-label")}
          hint={t("check-node-hint")}
          error={faultOf("node")}
          type="url"
          dir="ltr"
          autoComplete="off"
          value={node}
          onInput={({ currentTarget }) => setNode(currentTarget.value)}
        />
        <Button type="submit" disabled={busy}>
          {t("check-go")}
        </Button>
      </form>
    </>
  );
}

/** What may be a relay's fault: the voter chooses what follows. */
const OF_RELAY = /^(?:oblivious\/|api\/(?:gateway|timeout|unreachable)$)/;
const listed = (addresses: readonly string[], language: string): string =>
  new Intl.ListFormat(language, { type: "disjunction" }).format(
    addresses.map((address) => new URL(address).host),
  );

/** The link's relays do not work. Nothing is asked directly before the voter has said so. */
function RelayDown({
  link,
  onFollow,
  onAgain,
}: {
  readonly link: VoteLink;
  readonly onFollow: (direct: boolean) => void;
  readonly onAgain: () => void;
}) {
  const { t, language } = useOwnWords();
  return (
    <>
      <Button onClick={() => onFollow(false)}>{t("try-again")}</Button>
      <h2>{t("check-direct-title")}</h2>
      <p>{t("check-direct-text", { node: listed(link.nodes, language) })}</p>
      <div class="buttons">
        <Button kind="plain" onClick={() => onFollow(true)}>
          {t("check-direct")}
        </Button>
        <Button kind="plain" onClick={onAgain}>
          {t("check-another")}
        </Button>
      </div>
    </>
  );
}

/** @param fragment of the address: the link of a QR code, or nothing */
export function App({
  remote,
  fragment,
}: {
  readonly remote: Remote<CheckMethods>;
  readonly fragment: string;
}) {
  const { t, language } = useOwnWords();
  const task = useTask();
  const [link, setLink] = useState<VoteLink>();
  const [direct, setDirect] = useState(false);
  const [verdict, setVerdict] = useState<Verdict>();
  const [linked, setLinked] = useState(fragment !== "");
  const check = (question: Question) =>
    task.run(async () => setVerdict(await remote.call("check", question)));
  const follow = (direct: boolean) =>
    task.run(async () => {
      setDirect(direct);
      const link = parseVoteLink(fragment);
      setLink(link);
      setVerdict(await remote.call("check", { link, direct }));
    });
  useEffect(() => {
    if (linked) follow(false);
  }, []);
  if (verdict)
    return (
      <Found
        verdict={verdict}
        onAgain={() => {
          setVerdict(undefined);
          setLinked(false);
        }}
      />
    );
  // A node that does not answer says nothing of the receipt.
  const isBad = task.error !== undefined && errorKey(task.error) === "error-receipt";
  const relayed = linked && !direct ? link?.relays : undefined;
  const down = relayed && task.error !== undefined && OF_RELAY.test(task.error.code);
  return (
    <>
      <Problem
        error={task.error}
        {...(isBad ? { title: t("check-bad-title") } : {})}
        own={() => (down ? t("check-relay-down") : undefined)}
      />
      <Title>{t("check-title")}</Title>
      <p>{t(linked ? "check-link-text" : "check-text")}</p>
      {relayed && !task.error && <p>{t("check-relayed", { relay: listed(relayed, language) })}</p>}
      {task.busy && <Progress label={t("check-working")} />}
      {down && <RelayDown link={link!} onFollow={follow} onAgain={() => setLinked(false)} />}
      {linked && task.error && !down && (
        <Button kind="plain" onClick={() => setLinked(false)}>
          {t("check-another")}
        </Button>
      )}
      {!linked && <FileForm busy={task.busy} onCheck={check} />}
    </>
  );
}
