/** Whether the chain takes certain changes on the contracts: for its own rules, and for oracles, who number only what it takes. */
import { ensure } from "../errors/index.js";
import {
  censusVerdict,
  checkNewCensus,
  type ProcessParams,
  readAuthorityRoot,
  type Status,
} from "../process/index.js";
import type { LedgerProcess } from "./process-record.js";
import type { Attested } from "./tx/types.js";

/** What a refusal says of a change that the process contract does not allow. */
export const forbidden = (rule: string): string => `the process contract does not allow this: ${rule}`;

/**
 * Throws unless the chain takes a new census.
 * @param root the present census root
 * @throws PsephosError `ledger/move`, `ledger/blind-key`, and those of `checkNewCensus`
 */
export function checkCensusChange(
  { mode, censusOrigin }: Pick<ProcessParams, "mode" | "censusOrigin">,
  { status, root }: { readonly status: Status; readonly root: string },
  change: Pick<Extract<Attested, { kind: "census" }>, "root" | "uri">,
): void {
  const census = { censusOrigin, censusRoot: change.root, censusUri: change.uri };
  const verdict = censusVerdict({ mode, status, ...census });
  ensure(verdict === "ok", "ledger/move", forbidden(verdict));
  ensure(
    ![change.root, root].some((one) => readAuthorityRoot(one)?.kind === "blind"),
    "ledger/blind-key",
    "a key for blind signatures belongs to one process, and cannot be replaced",
  );
  checkNewCensus(census);
}

/**
 * Throws unless the chain takes the opening of a process's rollup.
 * @param oracles how many of them must sign its votes
 * @param quorum of the chain's oracles
 * @throws PsephosError `ledger/rollup`
 */
export function checkRollupOpening(
  { record, declaration }: LedgerProcess,
  oracles: number,
  quorum: number,
): void {
  ensure(
    record.rollup === "none" && record.startedAt === 0 && record.endedAt === 0,
    "ledger/rollup",
    "a rollup can be opened only once, and only before the process starts",
  );
  const { mode, envelopeType } = declaration.params;
  const { anonymous, serial, encryptedVotes } = envelopeType;
  ensure(
    anonymous && !serial && !mode.dynamicCensus && !mode.preRegister,
    "ledger/rollup",
    "a rollup counts only anonymous votes of a fixed census, on all questions at once",
  );
  ensure(
    !encryptedVotes || oracles >= quorum,
    "ledger/rollup",
    `the rollup of a process with sealed ballots must require at least ${quorum} oracles' signatures`,
  );
}
