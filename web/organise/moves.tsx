/** The moves of an election's organiser: those that its contract would accept now, by the library's own rule. What cannot be taken back is asked for twice. */
import { useState } from "preact/hooks";
import { Status, statusVerdict } from "../../src/process/index.js";
import { Button, ErrorSummary, type Fault, Inset, Progress, Warning } from "../shared/components.js";
import { Choices } from "../shared/fields.js";
import type { Observed } from "../shared/observer.js";
import { useTask } from "../shared/task.js";
import type { Wallet } from "../shared/wallets.js";
import { OwnProblem } from "./own-problem.js";
import { OwnWallets } from "./own-wallets.js";
import type { Session } from "./session.js";
import { useOwnWords } from "./words.js";

type Move = "open" | "resume" | "pause" | "end" | "cancel";

const TO: Readonly<Record<Move, Status>> = {
  open: Status.READY,
  resume: Status.READY,
  pause: Status.PAUSED,
  end: Status.ENDED,
  cancel: Status.CANCELED,
};
const FINAL: ReadonlySet<Move> = new Set(["end", "cancel"]);

/** The moves that an election allows. */
export function movesOf({ status, interruptible, phase }: Observed): readonly Move[] {
  if (phase === "ended" || phase === "counted" || phase === "canceled") return [];
  const first: Move = phase === "waiting" ? "open" : "resume";
  return ([first, "pause", "end", "cancel"] as const).filter(
    (move) =>
      statusVerdict({
        mode: { interruptible },
        from: status,
        to: TO[move],
        by: "entity",
        startBlock: 0,
        blockCount: 0,
      }) === "ok",
  );
}

function OneMove({
  move,
  session,
  observed,
  onDone,
}: {
  readonly move: Move;
  readonly session: Session;
  readonly observed: Observed;
  readonly onDone: (moved: boolean) => void;
}) {
  const { t } = useOwnWords();
  const task = useTask();
  const final = FINAL.has(move);
  const [sure, setSure] = useState<readonly string[]>([]);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const doIt = (wallet: Wallet) => {
    const found = final && sure.length === 0 ? [{ field: "sure", text: t("move-unsure") }] : [];
    setFaults(found);
    if (found.length > 0) return;
    task.run(async () => {
      const account = await session.account(wallet);
      const processId = observed.processId as `0x${string}`;
      await session.contract(wallet, "move", { ...account, processId, status: TO[move] });
      onDone(true);
    });
  };
  return (
    <Inset>
      <h3>{t(`move-${move}`)}</h3>
      <ErrorSummary faults={faults} />
      <OwnProblem error={task.error} chain={session.chain!.chainId} />
      {final ? (
        <Warning>
          <p>{t(`move-${move}-text`)}</p>
        </Warning>
      ) : (
        <p>{t(`move-${move}-text`)}</p>
      )}
      {final && (
        <Choices
          legend={<span class="unseen">{t("move-sure")}</span>}
          name="sure"
          many
          chosen={sure}
          error={faults[0]?.text}
          onChange={setSure}
          options={[{ value: "sure", label: t("move-sure") }]}
        />
      )}
      {task.busy && <Progress label={t("declare-working")} />}
      <OwnWallets
        label={(name) => t("move-use", { move: t(`move-${move}`), name })}
        disabled={task.busy}
        onChoose={doIt}
      />
      <Button kind="plain" disabled={task.busy} onClick={() => onDone(false)}>
        {t("move-back")}
      </Button>
    </Inset>
  );
}

export function Moves({
  session,
  observed,
  onMoved,
}: {
  readonly session: Session;
  readonly observed: Observed;
  readonly onMoved: () => void;
}) {
  const { t } = useOwnWords();
  const [chosen, setChosen] = useState<Move>();
  const [done, setDone] = useState(false);
  const moves = movesOf(observed);
  const finish = (moved: boolean) => {
    setChosen(undefined);
    setDone(moved);
    if (moved) onMoved();
  };
  return (
    <section>
      <h2>{t("live-moves")}</h2>
      <output>{done ? t("move-done") : ""}</output>
      {moves.length === 0 && <p>{t("live-moves-none")}</p>}
      {chosen && moves.includes(chosen) ? (
        <OneMove key={chosen} move={chosen} session={session} observed={observed} onDone={finish} />
      ) : (
        <div class="buttons">
          {moves.map((move) => (
            <Button
              key={move}
              kind={FINAL.has(move) ? "danger" : "plain"}
              onClick={() => {
                setDone(false);
                setChosen(move);
              }}
            >
              {t(`move-${move}`)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
