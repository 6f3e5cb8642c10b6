/** The keykeepers' transactions: deals, complaints, confirmations, and after the end the keys that open the ballots. */
import { equalBytes } from "@noble/ciphers/utils.js";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { Status } from "../process/index.js";
import {
  assertBoxKey,
  assertRevealedKey,
  checkShare,
  confirmationTypedData,
  dealTypedData,
  decodeDeal,
  takeComplaint,
  takeConfirmation,
  takeDeal,
} from "../seal/index.js";
import { type Context, processOf, type Rule } from "./context.js";
import { tryFinish } from "./finish.js";
import {
  type KeyCeremony,
  type LayeredState,
  phaseOfCeremony,
  putCeremony,
  readCeremony,
  type ThresholdState,
} from "./key-ceremony.js";
import { phaseOf } from "./life.js";
import { type LedgerProcess, type ProcessRecord, putRecord } from "./process-record.js";
import { digestOf, layerTypedData } from "./signing.js";
import type {
  ComplaintTransaction,
  ConfirmationTransaction,
  DealTransaction,
  RevealTransaction,
} from "./tx/types.js";

export interface CeremonyOutcome {
  readonly kind: "ceremony";
  readonly processId: Hex;
  readonly repeated: false;
}

type CeremonyTransaction =
  | DealTransaction
  | ComplaintTransaction
  | ConfirmationTransaction
  | RevealTransaction;

const done = (tx: CeremonyTransaction): CeremonyOutcome => ({
  kind: "ceremony",
  processId: tx.processId,
  repeated: false,
});

/** The ceremony that a transaction is about. @throws PsephosError `ledger/no-process`, `ledger/no-ceremony`, `ledger/round` */
function ceremonyOf(context: Context, { processId, round }: CeremonyTransaction) {
  const process = processOf(context, processId);
  const state = readCeremony(context, context.draft, process.record);
  ensure(state, "ledger/no-ceremony", "the process takes ballots in the clear: it has no key ceremony");
  ensure(
    state.round === round,
    "ledger/round",
    `the ceremony of this process is in round ${state.round}, not ${round}`,
  );
  return { process, state };
}

function ensureNotCanceled({ status }: ProcessRecord): void {
  ensure(status !== Status.CANCELED, "ledger/canceled", "the process was canceled: its keys are not used");
}

function ensureWindow(
  { record }: LedgerProcess,
  state: KeyCeremony,
  phase: "deal" | "complain" | "confirm",
): void {
  ensureNotCanceled(record);
  ensure(record.endedAt === 0, "ledger/ended", "the process has ended: it no longer needs a key");
  const present = phaseOfCeremony(state);
  ensure(present === phase, "seal/window", `the ceremony is in the phase "${present}", not "${phase}"`);
}

function ensureKeykeeper(state: KeyCeremony, keykeeper: Hex): void {
  ensure(
    state.keykeepers.addresses.includes(keykeeper),
    "seal/not-keykeeper",
    `${keykeeper} is not a keykeeper of this ceremony`,
  );
}

const put = (context: Context, process: LedgerProcess, state: KeyCeremony): ProcessRecord => {
  const record = putCeremony(context, process.record, state);
  putRecord(context.draft, record);
  return record;
};

const WRONG_SIGNATURE = "the signature was not made by the keykeeper";

function* dealLayer(
  context: Context,
  tx: DealTransaction,
  process: LedgerProcess,
  state: LayeredState,
): Rule<void> {
  const place = state.keykeepers.addresses.indexOf(tx.keykeeper);
  ensure(state.publicKeys[place] === null, "seal/dealt-twice", `keykeeper ${place + 1} has already dealt`);
  assertBoxKey(tx.deal);
  ensure(
    !state.publicKeys.some((key) => key && equalBytes(key, tx.deal)),
    "seal/layers",
    "two layers have the same key",
  );
  const digest = digestOf(layerTypedData(context.genesis.hash, tx));
  const [signed] = yield [{ kind: "signature", digest, signature: tx.signature, address: tx.keykeeper }];
  ensure(signed, "ledger/signature", WRONG_SIGNATURE);
  put(context, process, { ...state, publicKeys: state.publicKeys.with(place, tx.deal) });
}

function* dealShares(
  context: Context,
  tx: DealTransaction,
  process: LedgerProcess,
  state: ThresholdState,
): Rule<void> {
  const { plan } = state.ceremony;
  const deal = decodeDeal(tx.deal, plan.keykeepers);
  const digest = digestOf(dealTypedData(plan.context, deal));
  const [signed] = yield [{ kind: "signature", digest, signature: tx.signature, address: tx.keykeeper }];
  ensure(signed, "ledger/signature", WRONG_SIGNATURE);
  put(context, process, { ...state, ceremony: takeDeal(state.ceremony, deal, tx.keykeeper) });
}

export function* deal(context: Context, tx: DealTransaction): Rule<CeremonyOutcome> {
  const { process, state } = ceremonyOf(context, tx);
  ensureWindow(process, state, "deal");
  ensureKeykeeper(state, tx.keykeeper);
  yield* state.kind === "layered"
    ? dealLayer(context, tx, process, state)
    : dealShares(context, tx, process, state);
  return done(tx);
}

/** @throws PsephosError `ledger/no-ceremony`: a layered ceremony has only deals and reveals */
function ensureThreshold(state: KeyCeremony): asserts state is ThresholdState {
  ensure(
    state.kind === "threshold",
    "ledger/no-ceremony",
    "the ballots of this process are sealed in layers: there are no complaints and confirmations",
  );
}

// biome-ignore lint/correctness/useYield: a complaint's proof is checked at once
export function* complain(context: Context, tx: ComplaintTransaction): Rule<CeremonyOutcome> {
  const { process, state } = ceremonyOf(context, tx);
  ensureThreshold(state);
  ensureWindow(process, state, "complain");
  const { dealer, place, point, proof } = tx;
  put(context, process, {
    ...state,
    ceremony: takeComplaint(state.ceremony, { dealer, place, point, proof }),
  });
  return done(tx);
}

export function* confirm(context: Context, tx: ConfirmationTransaction): Rule<CeremonyOutcome> {
  const { process, state } = ceremonyOf(context, tx);
  ensureThreshold(state);
  ensureWindow(process, state, "confirm");
  ensureKeykeeper(state, tx.keykeeper);
  const { plan, key } = state.ceremony;
  const digest = digestOf(confirmationTypedData(plan.context, key!));
  const [signed] = yield [{ kind: "signature", digest, signature: tx.signature, address: tx.keykeeper }];
  ensure(signed, "ledger/signature", WRONG_SIGNATURE);
  put(context, process, { ...state, ceremony: takeConfirmation(state.ceremony, tx.keykeeper) });
  return done(tx);
}

/** Whether keys may be revealed: the process has ended, was not canceled and is not counted, and no further vote can be accepted or included. */
export const mayReveal = ({ record }: Pick<LedgerProcess, "record">): boolean =>
  phaseOf(record) === "ended" && record.rollup !== "open";

function revealLayer(state: LayeredState, { place, secret }: RevealTransaction): LayeredState {
  const publicKey = state.publicKeys[place - 1];
  ensure(publicKey, "seal/place", `there is no keykeeper ${place}`);
  ensure(state.secretKeys[place - 1] === null, "ledger/revealed", `keykeeper ${place} has already revealed`);
  assertRevealedKey(secret, publicKey);
  return { ...state, secretKeys: state.secretKeys.with(place - 1, secret) };
}

function revealShare(state: ThresholdState, { place, secret }: RevealTransaction): ThresholdState {
  ensure(
    !state.shares.some((share) => share.place === place),
    "ledger/revealed",
    `keykeeper ${place} has already revealed`,
  );
  checkShare({ place, share: secret }, state.ceremony.key!);
  const shares = [...state.shares, { place, share: secret }].sort((a, b) => a.place - b.place);
  return { ...state, shares };
}

// biome-ignore lint/correctness/useYield: a share is checked at once
export function* reveal(context: Context, tx: RevealTransaction): Rule<CeremonyOutcome> {
  const { process, state } = ceremonyOf(context, tx);
  ensureNotCanceled(process.record);
  ensure(
    !process.record.counted,
    "ledger/revealed",
    "the votes are already counted: no further key is needed",
  );
  ensure(
    mayReveal(process) && phaseOfCeremony(state) === "done",
    "ledger/too-early",
    "keys are revealed after the end, when no further vote can be accepted",
    "Keep the share secret until then.",
  );
  const revealed = state.kind === "layered" ? revealLayer(state, tx) : revealShare(state, tx);
  const record = put(context, process, revealed);
  tryFinish(context, { ...process, record });
  return done(tx);
}
