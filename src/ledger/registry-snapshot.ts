/** The rolling census of a process as the file that voters prove with. The chain has hashed its tree already: nothing is hashed again but the checksum. */
import { parseScalarHex, uintBytes } from "../bytes/index.js";
import { ARITY, writeSnapshot } from "../census/index.js";
import { ensure } from "../errors/index.js";
import type { LedgerState } from "./context.js";
import { genesisKey } from "./genesis.js";
import { isRegistering } from "./life.js";
import type { LedgerProcess, ProcessRecord } from "./process-record.js";
import { type RecordList, readRecord } from "./records.js";
import { censusLevel, registrations } from "./rolling-census.js";
import type { Reader } from "./store.js";

const COMMITMENT = 32;
const WEIGHT = 16;

function columnsOf(state: Reader, record: ProcessRecord) {
  const { size } = record.registry;
  const commitments = new Uint8Array(COMMITMENT * size);
  const weights = new Uint8Array(WEIGHT * size);
  let place = 0;
  for (const { commitment, weight } of registrations(state, record)) {
    commitments.set(uintBytes(commitment, COMMITMENT, "a commitment"), COMMITMENT * place);
    weights.set(uintBytes(weight, WEIGHT, "a weight"), WEIGHT * place);
    place += 1;
  }
  return { commitments, weights };
}

function readAll(state: Reader, list: RecordList, count: number): Uint8Array {
  const bytes = new Uint8Array(count * list.bytes);
  for (let i = 0; i < count; i++) bytes.set(readRecord(state, list, i)!, i * list.bytes);
  return bytes;
}

/**
 * The census of registrations, when it is fixed: from then on always the same bytes.
 * @returns a snapshot file, as `CensusSnapshot` reads it; a commitment may be in it several times
 * @throws PsephosError `ledger/no-registration`: the process takes none; `ledger/too-early`: it takes registrations still
 */
export function registrySnapshot(state: LedgerState, { record, declaration }: LedgerProcess): Uint8Array {
  const { params } = declaration;
  ensure(
    params.mode.preRegister,
    "ledger/no-registration",
    "the process takes no registrations: its census is the one that it names",
  );
  ensure(
    !isRegistering(record),
    "ledger/too-early",
    "the process takes registrations still: its census is not fixed",
    "Ask again when voting has begun.",
  );
  const { size, censusRoot } = record.registry;
  const { depth } = genesisKey(state.genesis, params.censusKey)!;
  return writeSnapshot({
    depth,
    size,
    root: parseScalarHex(censusRoot, "the census root"),
    columns: columnsOf(state, record),
    tree: {
      level: (level) => readAll(state, censusLevel(record, level), Math.ceil(size / ARITY ** level)),
    },
  });
}
