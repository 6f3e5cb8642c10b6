/**
 * A vote that waits on this device for its moment. Several tabs may have the same vote: what is kept is read again, by one tab at a time, before it is sent or withdrawn
 * (`Session.note`), so that a withdrawn vote is sent by none.
 */
import type { Waitable } from "../booth-types.js";
import type { PendingVote, WaitingVote } from "../kept.js";
import type { Session } from "../session.js";

const MINUTE = 60_000;
const SPANS = [10 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE] as const;

/** Milliseconds that may be chosen: the usual ones that fit, and all the time that there is, unless voting has no end. */
export const spansOf = ({ left, most }: Waitable): readonly number[] => [
  ...SPANS.filter((span) => span <= most),
  ...(left !== undefined && most > MINUTE ? [most] : []),
];

/** Proves the vote on the review page, and lets it wait. @param within milliseconds. @throws WorkerError */
export async function begin(session: Session, within: number): Promise<void> {
  const { envelope } = await session.prove().ready;
  const { delay, basis } = await session.call("draw", { within });
  const now = Date.now();
  const { votes, weight, overwrite } = session;
  const times = { at: now + delay, until: now + Math.round(within), basis };
  const vote = { votes: votes as number[], weight: `${weight}`, overwrite, envelope, ...times };
  await session.note(() => ({ waiting: vote }));
  session.stopProving();
}

/** Takes it out of what waits. @param then what becomes of it. @returns undefined: another tab has sent or withdrawn it */
async function take(session: Session, then: (vote: WaitingVote) => PendingVote | undefined) {
  let waiting: WaitingVote | undefined;
  await session.note((kept) => {
    waiting = kept.waiting;
    return { waiting: undefined, pending: waiting ? then(waiting) : kept.pending };
  });
  return waiting;
}

/** It is not sent. @returns undefined: another tab has sent it already, or withdrawn it */
export const withdraw = (session: Session) => take(session, () => undefined);

/** Sends it, unless another tab has taken it. @returns whether it is recorded. @throws WorkerError as {@link Session.deliver} */
export async function sendWaiting(session: Session): Promise<boolean> {
  const pendingOf = ({ votes, weight, overwrite, envelope }: WaitingVote): PendingVote => ({
    ...{ votes, weight, overwrite, envelope },
  });
  const waiting = await take(session, pendingOf);
  if (!waiting) return false;
  await session.deliver(pendingOf(waiting));
  return true;
}
