/** Where a voter goes who is known. */
import { type ErrorShown, WorkerError } from "../../shared/rpc.js";
import { emptyBallot } from "../answers.js";
import type { Place } from "../places.js";
import type { Session } from "../session.js";

/** What is told of an identity that the census does not have. */
export const NOT_LISTED: ErrorShown = {
  ...{ code: "voter/not-in-census", message: "the census does not have this commitment", hint: "" },
  ...{ counts: undefined, forged: false },
};

/** @throws WorkerError `voter/not-in-census` */
export function after(session: Session): Place {
  const { voter, earlier, left, state, kept } = session;
  if (state!.phase !== "open") return { screen: kept!.registered ? "registered" : "register" };
  if (voter!.weight === undefined) throw new WorkerError(NOT_LISTED);
  session.choose(emptyBallot(session.election!));
  if (earlier && (left <= 0 || kept!.recorded.length === 0)) return { screen: "voted" };
  return { screen: "question", question: 0, review: false };
}
