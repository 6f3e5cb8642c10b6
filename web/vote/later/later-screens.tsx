/** Votes that wait for a random moment: the offer, the choice of how long, and what waits. */
import { useEffect, useRef, useState } from "preact/hooks";
import {
  Back,
  Button,
  Details,
  ErrorSummary,
  type Fault,
  Inset,
  Progress,
  Title,
  useWords,
} from "../../shared/components.js";
import { Choices, type Option } from "../../shared/fields.js";
import { WorkerError } from "../../shared/rpc.js";
import { Problem, useTask } from "../../shared/task.js";
import type { Standing, Waitable } from "../booth-types.js";
import { NOT_LISTED } from "../screens/after.js";
import type { OwnProps } from "../screens/lazily.js";
import type { Session } from "../session.js";
import { begin, sendWaiting, spansOf, withdraw } from "./waiting.js";
import type { LaterKey } from "./words.js";

type LaterProps = OwnProps<LaterKey>;

/** Milliseconds between two looks at a vote that waits. */
const EVERY = 5000;
/** Looks without an answer after which the vote goes all the same: then the page says what does not answer, and the voter chooses. */
const UNHEARD = 12;

/** What the voter has to do for the vote to go. */
const toDo = ({ unkept, keeping }: Session): LaterKey =>
  unkept ? "keep-open" : keeping === "sealed" ? "come-back-sealed" : "come-back";

/** On the last look. */
export function Offer({ places, own }: LaterProps) {
  return (
    <Details summary={own.t("offer-title")}>
      <p>{own.t("offer-text")}</p>
      <Button kind="plain" onClick={() => places.go({ screen: "later" })}>
        {own.t("offer-go")}
      </Button>
    </Details>
  );
}

export function Choose({ session, places, own }: LaterProps) {
  const { t, duration, moment } = useWords();
  const task = useTask();
  const [waitable, setWaitable] = useState<Waitable>();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const { run } = task;
  const ask = () => run(async () => setWaitable(await session.call("waitable", undefined)));
  useEffect(ask, [session]);
  const spans = waitable ? spansOf(waitable) : [];
  const options = spans.map((span, i): Option => {
    const all = waitable!.left !== undefined && i === spans.length - 1;
    return all
      ? {
          value: `${i}`,
          label: own.t("within-all", { time: moment(Date.now() + span) }),
          hint: own.t("within-all-hint"),
        }
      : { value: `${i}`, label: own.t("within", { time: duration(span) }) };
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const span = spans[Number(chosen[0] ?? -1)];
    setFaults(span === undefined ? [{ field: "within", text: own.t("within-choose") }] : []);
    if (span === undefined) return;
    run(async () => {
      await begin(session, span);
      places.replace({ screen: "start" });
    });
  };
  return (
    <>
      <Back onClick={places.back} />
      <ErrorSummary faults={faults} />
      <Problem error={task.error} />
      {spans.length === 0 ? (
        <>
          <Title>{own.t("choose-title")}</Title>
          {waitable ? (
            <p>{own.t("too-late")}</p>
          ) : task.error ? (
            <Button kind="plain" onClick={ask}>
              {t("try-again")}
            </Button>
          ) : (
            <Progress label={own.t("measuring")} />
          )}
        </>
      ) : (
        <form noValidate onSubmit={submit}>
          <Choices
            legend={<Title>{own.t("choose-title")}</Title>}
            hint={own.t("choose-hint")}
            name="within"
            chosen={chosen}
            onChange={setChosen}
            error={faults[0]?.text}
            options={options}
          />
          <p>{own.t(toDo(session))}</p>
          {waitable!.left === undefined && <p>{own.t("no-end")}</p>}
          {task.busy && <Progress label={own.t("preparing")} />}
          <Button type="submit" disabled={task.busy}>
            {own.t("wait")}
          </Button>
        </form>
      )}
    </>
  );
}

const TOLD: Readonly<Record<Exclude<Standing, "good" | "hurry">, LaterKey>> = {
  changed: "stale-changed",
  list: "stale-list",
  over: "stale-over",
  paused: "waits-paused",
};

/** On the first screen: the vote that waits. Its moment is looked for while this is shown. */
export function Waiting({ session, places, own }: LaterProps) {
  const { moment } = useWords();
  const task = useTask();
  const [standing, setStanding] = useState<Standing>("good");
  const waiting = session.kept?.waiting;
  const { unkept } = session;
  const { run } = task;
  const send = useRef(() => {});
  send.current = () =>
    run(async () => {
      if (await sendWaiting(session)) places.replace({ screen: "done" });
    });
  useEffect(() => {
    if (!waiting) return;
    const { envelope, basis, at } = waiting;
    let unheard = 0;
    const look = async () => {
      const heard = await session.call("standing", { envelope, basis }).catch(() => undefined);
      unheard = heard === undefined ? unheard + 1 : 0;
      // After a laptop's sleep the line is not there at once: a vote that failed to go waits for no other moment.
      if (heard === undefined && unheard < UNHEARD) return;
      const now = heard ?? "good";
      setStanding(now);
      if (now === "hurry" || (now === "good" && Date.now() >= at)) send.current();
    };
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => clearInterval(timer);
  }, [session, waiting]);
  useEffect(() => {
    if (!waiting || !unkept) return;
    const ask = (event: Event) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [waiting, unkept]);
  if (!waiting) return <Problem error={task.error} />;
  const again = () =>
    run(async () => {
      const { weight } = await session.identify(session.kept!.identity);
      if (weight === undefined) throw new WorkerError(NOT_LISTED);
      const vote = await withdraw(session);
      if (!vote) return;
      session.choose(vote.votes);
      const before = BigInt(vote.weight);
      session.chooseWeight(before < weight ? before : weight);
      places.go({ screen: "review" });
    });
  const remove = () => run(async () => void (await withdraw(session)));
  const lost = standing === "list" || standing === "changed" || standing === "over";
  return (
    <Inset>
      <h2>{own.t(lost ? "waits-lost-title" : "waits-title")}</h2>
      {standing === "good" || standing === "hurry" ? (
        <>
          <p>{own.t("waits-until", { time: moment(waiting.until) })}</p>
          <p>{own.t(toDo(session))}</p>
        </>
      ) : (
        <p>{own.t(TOLD[standing])}</p>
      )}
      <Problem error={task.error} />
      {task.busy && <Progress label={own.t("waits-sending")} />}
      <div class="buttons">
        {standing === "good" && (
          <Button disabled={task.busy} onClick={() => send.current()}>
            {own.t("send-now")}
          </Button>
        )}
        {(standing === "list" || standing === "changed") && (
          <Button disabled={task.busy} onClick={again}>
            {own.t("make-again")}
          </Button>
        )}
        <Button kind="plain" disabled={task.busy} onClick={remove}>
          {own.t(standing === "over" ? "remove" : "withdraw")}
        </Button>
      </div>
    </Inset>
  );
}
