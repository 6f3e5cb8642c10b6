/** Who may vote: a list, or invitations. */
import { useEffect, useState } from "preact/hooks";
import { Inset, Warning } from "../../shared/components.js";
import { Choices, Field } from "../../shared/fields.js";
import { FileField } from "../../shared/files.js";
import { useTask } from "../../shared/task.js";
import type { ListShown } from "../desk-types.js";
import { DRAFT_LIMITS } from "../draft.js";
import { StepForm, useForm, wholeNumber } from "../form.js";
import { OwnProblem } from "../own-problem.js";
import type { ScreenProps } from "../props.js";
import { type OwnKey, useOwnWords } from "../words.js";

const ROWS: Readonly<Record<ListShown["problems"][number]["code"], OwnKey>> = {
  "csv/columns": "row-columns",
  "csv/commitment": "row-commitment",
  "csv/address": "row-address",
  "csv/checksum": "row-checksum",
  "csv/weight": "row-weight",
  "csv/duplicate": "row-duplicate",
};

/** The rows that are wrong. What the library says of each has the row's own text, in English. */
function Rows({ list }: { readonly list: ListShown }) {
  const { t } = useOwnWords();
  return (
    <div class="error-summary" role="alert">
      <h2>{t("voters-wrong", { n: list.wrong })}</h2>
      <ul>
        {list.problems.map(({ line, code, reason }) => (
          <li key={line}>
            <strong>{t(ROWS[code], { line: `${line}` })}</strong>{" "}
            <span class="code" dir="ltr" lang="en">
              {reason}
            </span>
          </li>
        ))}
      </ul>
      {list.wrong > list.problems.length && <p>{t("voters-more", { n: list.problems.length })}</p>}
    </div>
  );
}

function List({ list, anonymous }: { readonly list: ListShown; readonly anonymous: boolean }) {
  const { t, number } = useOwnWords();
  if (list.wrong > 0) return <Rows list={list} />;
  const codes = list.key === "commitment";
  const how = codes ? "voters-codes" : anonymous ? "voters-register" : "voters-sign";
  return (
    <Inset>
      <p class="phase">{t("voters-found", { n: list.voters, weight: number(BigInt(list.weight)) })}</p>
      <p>{t(codes && !anonymous ? "voters-mixed-up" : how)}</p>
    </Inset>
  );
}

function Invitations({
  session,
  count,
  onCount,
  error,
}: {
  readonly session: ScreenProps["session"];
  readonly count: string;
  readonly onCount: (count: string) => void;
  readonly error: string | undefined;
}) {
  const { t } = useOwnWords();
  const { voters } = session.draft;
  const made = voters.kind === "invitations" ? voters.secrets.length : 0;
  return (
    <>
      <Field
        id="count"
        class="short"
        inputMode="numeric"
        autoComplete="off"
        label={t("voters-count")}
        hint={t("voters-count-hint")}
        error={error}
        value={count}
        onInput={({ currentTarget }) => onCount(currentTarget.value)}
      />
      {made > 0 && (
        <Inset>
          <p class="phase">{t("voters-made", { n: made })}</p>
        </Inset>
      )}
      <Warning>
        <p>{t("voters-powers")}</p>
      </Warning>
      <p>{t("voters-keys")}</p>
    </>
  );
}

type Kind = "list" | "invitations";

export function Voters({ session, places }: ScreenProps) {
  const { t } = useOwnWords();
  const form = useForm();
  const task = useTask();
  const { voters, anonymous } = session.draft;
  const [kind, setKind] = useState<Kind | undefined>(voters.kind === "none" ? undefined : voters.kind);
  const [list, setList] = useState<ListShown>();
  const made = voters.kind === "invitations" ? voters.secrets.length : 0;
  const [count, setCount] = useState(made > 0 ? `${made}` : "");
  const read = (csv: string) =>
    task.run(async () => {
      setList(undefined);
      setList(await session.call("readList", { csv }));
    });
  useEffect(() => {
    if (voters.kind === "list") read(voters.csv);
  }, []);
  const pick = async (file: File | undefined) => {
    if (!file) return;
    form.accept([]);
    const csv = await file.text();
    session.change({ voters: { kind: "list", name: file.name, csv } });
    read(csv);
  };
  const check = () => {
    if (kind === undefined) return [{ field: "kind", text: t("voters-choose") }];
    if (kind === "list") {
      if (list && list.wrong === 0 && voters.kind === "list") return [];
      return [
        { field: "list", text: list ? t("voters-wrong", { n: list.wrong }) : t("voters-file-missing") },
      ];
    }
    const number = wholeNumber(count, 1, DRAFT_LIMITS.invitations);
    return number === undefined
      ? [{ field: "count", text: t("voters-count-wrong", { most: DRAFT_LIMITS.invitations }) }]
      : [];
  };
  const done = () => {
    if (kind === "list" || wholeNumber(count, 1, DRAFT_LIMITS.invitations) === made) return places.back();
    task.run(async () => {
      const { secrets } = await session.call("newInvitations", { count: Number(count) });
      session.change({ voters: { kind: "invitations", secrets } });
      places.back();
    });
  };
  return (
    <>
      <OwnProblem error={task.error} />
      <StepForm title={t("voters-title")} form={form} places={places} check={check} onDone={done}>
        <Choices
          legend={<span class="label">{t("voters-how")}</span>}
          name="kind"
          chosen={kind ? [kind] : []}
          error={form.errorOf("kind")}
          onChange={([value]) => setKind(value as Kind)}
          options={[
            { value: "list", label: t("voters-list"), hint: t("voters-list-hint") },
            ...(anonymous
              ? [{ value: "invitations", label: t("voters-invite"), hint: t("voters-invite-hint") }]
              : []),
          ]}
        />
        {kind === "list" && (
          <>
            <FileField
              kind="csv"
              id="list"
              label={t("voters-file")}
              hint={t("voters-file-hint")}
              error={form.errorOf("list")}
              onPick={(file) => void pick(file)}
            />
            {list && <List list={list} anonymous={anonymous} />}
          </>
        )}
        {kind === "invitations" && (
          <Invitations session={session} count={count} onCount={setCount} error={form.errorOf("count")} />
        )}
      </StepForm>
    </>
  );
}
