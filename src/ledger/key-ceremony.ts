/** The key ceremony of a process with sealed ballots, as the chain stores it: the round, the end of the window, the messages, and what was revealed. */
import { sha256 } from "@noble/hashes/sha2.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { ProcessParams } from "../process/index.js";
import {
  beginCeremony,
  type Ceremony,
  type CeremonyContext,
  type CeremonyPhase,
  ceremonyKey,
  checkDeal,
  decodeDeal,
  encodeDeal,
  layeredBytes,
  type RevealedShare,
  sealedBytes,
} from "../seal/index.js";
import { type Cbor, decodeCbor, encodeCbor } from "./cbor.js";
import { Fields } from "./fields.js";
import type { CheckedGenesis, LayeredKeykeepers, Lists, ThresholdKeykeepers } from "./genesis.js";
import { keykeeperFields, readKeykeepers } from "./lists.js";
import { type LedgerProcess, type ProcessRecord, ZERO_32 } from "./process-record.js";
import { type Draft, keyNumber, type Reader } from "./store.js";

/** A ceremony of t among n keykeepers. */
export interface ThresholdState {
  readonly kind: "threshold";
  readonly round: number;
  /** The height at which the present window ends. */
  readonly deadline: number;
  readonly keykeepers: ThresholdKeykeepers;
  readonly ceremony: Ceremony;
  /** Shares revealed after the end, by place. */
  readonly shares: readonly RevealedShare[];
}

/** A ceremony of all keykeepers, one layer each. */
export interface LayeredState {
  readonly kind: "layered";
  readonly round: number;
  readonly deadline: number;
  readonly keykeepers: LayeredKeykeepers;
  readonly phase: "deal" | "done" | "failed";
  /** X25519 keys by place; null before the keykeeper dealt it. */
  readonly publicKeys: readonly (Uint8Array | null)[];
  /** Secret keys revealed after the end, by place. */
  readonly secretKeys: readonly (Uint8Array | null)[];
}

export type KeyCeremony = ThresholdState | LayeredState;

/** The most rounds of a ceremony. */
export const MOST_ROUNDS = 3;

const PHASES = ["deal", "complain", "confirm", "done", "failed"] as const satisfies CeremonyPhase[];
const ceremonyKeyOf = (number: number) => `ceremony/${keyNumber(number)}`;

export const ceremonyContext = (genesisHash: Uint8Array, processId: Hex, round: number): CeremonyContext => ({
  genesisHash,
  processId: fixedHex(processId, 32, "processId"),
  round,
});

/** A new round. @throws PsephosError those of `beginCeremony` */
export function newRound(
  { genesis, height }: { readonly genesis: CheckedGenesis; readonly height: number },
  keykeepers: NonNullable<Lists["keykeepers"]>,
  processId: Hex,
  round: number,
): KeyCeremony {
  const deadline = height + genesis.parameters.dealWindow;
  if (keykeepers.kind === "layered") {
    const nobody = keykeepers.addresses.map(() => null);
    return {
      kind: "layered",
      round,
      deadline,
      keykeepers,
      phase: "deal",
      publicKeys: nobody,
      secretKeys: nobody,
    };
  }
  const context = ceremonyContext(genesis.hash, processId, round);
  const ceremony = beginCeremony({ context, keykeepers });
  return { kind: "threshold", round, deadline, keykeepers, ceremony, shares: [] };
}

export const phaseOfCeremony = (state: KeyCeremony): CeremonyPhase =>
  state.kind === "threshold" ? state.ceremony.phase : state.phase;

function stateFields(state: KeyCeremony): Cbor {
  const head = [state.round, state.deadline, keykeeperFields(state.keykeepers)];
  const phase = PHASES.indexOf(phaseOfCeremony(state));
  if (state.kind === "layered") return [...head, phase, [...state.publicKeys], [...state.secretKeys]];
  const { deals, removed, confirmed } = state.ceremony;
  return [
    ...head,
    phase,
    deals.map(encodeDeal),
    [...removed],
    [...confirmed],
    state.shares.map(({ place, share }) => [place, share]),
  ];
}

const byte = (one: Cbor) => new Fields([one], "a place").integer("place", 255);

function readShare(one: Cbor): RevealedShare {
  const fields = new Fields(one, "a share");
  return { place: fields.integer("place", 255), share: fields.bytes("share", 32) };
}

const optionalKey = (one: Cbor) => new Fields([one], "a key").optionalBytes("key", 32);

/** @throws PsephosError `ledger/cbor`, `ledger/form`, and those of `checkDeal` */
function decodeState(bytes: Uint8Array, genesisHash: Uint8Array, processId: Hex): KeyCeremony {
  const fields = new Fields(decodeCbor(bytes, "a ceremony"), "a ceremony");
  const round = fields.integer("round", 255);
  const deadline = fields.integer("deadline");
  const keykeepers = readKeykeepers(fields.inner("keykeepers"));
  ensure(keykeepers, "ledger/form", "a ceremony has keykeepers");
  const phase = PHASES[fields.integer("phase", PHASES.length - 1)]!;
  if (keykeepers.kind === "layered") {
    ensure(phase === "deal" || phase === "done" || phase === "failed", "ledger/form", "no such phase");
    const publicKeys = fields.list("public keys", 32, optionalKey);
    const secretKeys = fields.list("secret keys", 32, optionalKey);
    fields.end();
    return { kind: "layered", round, deadline, keykeepers, phase, publicKeys, secretKeys };
  }
  const plan = { context: ceremonyContext(genesisHash, processId, round), keykeepers };
  const deals = fields
    .list("deals", 32, (one) => new Fields([one], "a deal").bytesUpTo("deal", 8192))
    .map((one) => checkDeal(plan, decodeDeal(one, keykeepers)));
  const removed = fields.list("removed", 32, byte);
  const confirmed = fields.list("confirmed", 32, byte);
  const shares = fields.list("shares", 32, readShare);
  fields.end();
  const key = phase === "confirm" || phase === "done" ? ceremonyKey(plan, deals) : null;
  const ceremony: Ceremony = { plan, phase, deals, removed, key, confirmed };
  return { kind: "threshold", round, deadline, keykeepers, ceremony, shares };
}

/** States that were read or written: reading one again checks its deals again. They are stored by process and hash, because two ceremonies may begin with the same bytes. */
export type CeremonyCache = Map<string, KeyCeremony>;

/** What ceremonies are read with. */
interface KnownCeremonies {
  readonly genesis: CheckedGenesis;
  readonly ceremonies: CeremonyCache;
}

const MOST_CACHED = 64;

const cacheKey = (processId: Hex, hash: Hex) => `${processId}/${hash}`;

function remember(cache: CeremonyCache, key: string, state: KeyCeremony): void {
  if (cache.size >= MOST_CACHED) cache.delete(cache.keys().next().value!);
  cache.set(key, state);
}

/** The ceremony of a process; undefined if it has none. */
export function readCeremony(
  { genesis, ceremonies }: KnownCeremonies,
  reader: Reader,
  { number, processId, ceremony: hash }: ProcessRecord,
): KeyCeremony | undefined {
  if (hash === ZERO_32) return undefined;
  const key = cacheKey(processId, hash);
  const cached = ceremonies.get(key);
  if (cached) return cached;
  const state = decodeState(reader.get(ceremonyKeyOf(number))!, genesis.hash, processId);
  remember(ceremonies, key, state);
  return state;
}

/** The hash of the stored state of a process's ceremony; 32 zero bytes if there is none. */
export function ceremonyHash(reader: Reader, { number }: ProcessRecord): Hex {
  const bytes = reader.get(ceremonyKeyOf(number));
  return bytes ? toHex(sha256(bytes)) : ZERO_32;
}

/** Writes a ceremony. @returns the record with its hash */
export function putCeremony(
  { draft, ceremonies }: { readonly draft: Draft; readonly ceremonies: CeremonyCache },
  record: ProcessRecord,
  state: KeyCeremony,
): ProcessRecord {
  const bytes = encodeCbor(stateFields(state));
  const hash = toHex(sha256(bytes));
  draft.put(ceremonyKeyOf(record.number), bytes);
  remember(ceremonies, cacheKey(record.processId, hash), state);
  return { ...record, ceremony: hash };
}

/** The keys that the ballots of a process are sealed for, by their indexes; none if ballots are in the clear. */
export function keyIndexesOf(
  context: KnownCeremonies,
  reader: Reader,
  { record, declaration: { params } }: LedgerProcess,
): readonly number[] {
  const state = readCeremony(context, reader, record);
  return state && params.envelopeType.encryptedVotes ? sealedForm(state, params).indexes : [];
}

/** The form of a sealed ballot: the indexes of its keys, and its length in bytes. */
export function sealedForm(
  state: KeyCeremony,
  { maxCount, maxValue }: Pick<ProcessParams, "maxCount" | "maxValue">,
): { readonly indexes: readonly number[]; readonly bytes: number } {
  const rules = { maxCount, maxValue };
  if (state.kind === "threshold") return { indexes: [state.round], bytes: sealedBytes(rules) };
  const { length } = state.publicKeys;
  return { indexes: Array.from({ length }, (_, i) => i), bytes: layeredBytes(rules, length) };
}
