/**
 * Computes again everything that follows from the records and the logs: trees, indexes, what is due, counts. The results are compared with the records, so that a
 * snapshot cannot add anything that the chain did not have.
 */
import { envelopeHash, openBallot } from "../ballot/index.js";
import { toHex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import { claimBlindKey } from "./blind-key.js";
import { readChain } from "./chain-record.js";
import { declarationOf, type LedgerState } from "./context.js";
import { count } from "./count.js";
import { hasSealedVotes } from "./finish.js";
import { genesisKey } from "./genesis.js";
import { ceremonyHash, keyIndexesOf, readCeremony } from "./key-ceremony.js";
import { schedule } from "./life.js";
import { indexEntry, type LogEntry, logTree, readEntry, readPackage } from "./log.js";
import { leafHash, merkleRoot, setLeaf } from "./merkle.js";
import {
  encodedDeclaration,
  encodeRecord,
  type LedgerProcess,
  type ProcessRecord,
  putProcessNumber,
  readRecordOf,
} from "./process-record.js";
import { putRegistered, readRegistered, registryTree } from "./rolling-census.js";
import { processesTree } from "./root.js";
import { Draft, type Store } from "./store.js";
import { declarationHash } from "./tx/attested.js";

const WRONG = "a part of the snapshot contradicts its records";

const ensureSame = (condition: boolean, what: string) =>
  ensure(condition, "ledger/snapshot-content", `${WRONG}: ${what}`);

/** Whether a package is the one that was sent; an anonymous vote in the clear may have been included for any keys, and its package is the ballot that was proved. */
function isBound(
  state: LedgerState,
  draft: Draft,
  process: LedgerProcess,
  { nonce, envelopeHash: sent, voteHash, voterId }: LogEntry,
  votePackage: Uint8Array,
): boolean {
  const encryptionKeyIndexes = keyIndexesOf(state, draft, process);
  if (envelopeHash({ nonce, encryptionKeyIndexes, votePackage }) === sent) return true;
  const { anonymous, encryptedVotes } = process.declaration.params.envelopeType;
  return (
    anonymous && !encryptedVotes && openBallot(votePackage, { voteHash, nullifier: BigInt(voterId) }) !== null
  );
}

/** The log's tree and the voters; it also checks that each package is the one that was sent. */
function rebuildLog(state: LedgerState, draft: Draft, process: LedgerProcess): void {
  const { record } = process;
  let rebuilt: ProcessRecord = { ...record, logSize: 0, voters: 0, withoutPackage: 0 };
  const opened = new Set(record.questionStarts);
  for (let index = 0; index < record.logSize; index++) {
    if (opened.has(index)) rebuilt = { ...rebuilt, voters: 0 };
    const entry = readEntry(draft, record, index);
    ensure(entry, "ledger/snapshot-content", `${WRONG}: the log is shorter`);
    const votePackage = readPackage(draft, record, index);
    if (votePackage) ensureSame(isBound(state, draft, process, entry, votePackage), "the package of a vote");
    rebuilt = indexEntry(draft, rebuilt, entry, votePackage !== null);
  }
  if (opened.has(record.logSize)) rebuilt = { ...rebuilt, voters: 0 };
  ensureSame(
    toHex(merkleRoot(draft, logTree(record))) === record.logRoot &&
      rebuilt.voters === record.voters &&
      rebuilt.withoutPackage === record.withoutPackage,
    "the log",
  );
}

/** The census of registered voters. */
function rebuildRegistry(state: LedgerState, draft: Draft, { record, declaration }: LedgerProcess): void {
  const depth = genesisKey(state.genesis, declaration.params.censusKey)?.depth;
  let rebuilt: ProcessRecord = { ...record, registry: { ...record.registry, size: 0 } };
  for (let place = 0; place < record.registry.size; place++) {
    const registered = readRegistered(draft, record, place);
    ensure(registered && depth !== undefined, "ledger/snapshot-content", `${WRONG}: registrations`);
    rebuilt = putRegistered(draft, rebuilt, depth, registered);
  }
  ensureSame(
    rebuilt.registry.size === record.registry.size &&
      (record.registry.size === 0 || rebuilt.registry.censusRoot === record.registry.censusRoot) &&
      toHex(merkleRoot(draft, registryTree(record))) === record.registry.listRoot,
    "the registrations",
  );
}

function rebuildCount(state: LedgerState, draft: Draft, process: LedgerProcess): void {
  const { record } = process;
  if (record.counted === null) return;
  const ceremony = hasSealedVotes(process) ? readCeremony(state, draft, record) : undefined;
  const counted = count(draft, process, ceremony);
  ensureSame(
    counted.size === record.counted.size &&
      counted.root === record.counted.root &&
      counted.resultsHash === record.counted.resultsHash,
    "the count",
  );
}

function rebuildProcess(state: LedgerState, draft: Draft, number: number): void {
  const record = readRecordOf(draft, number);
  ensureSame(record.number === number, "the order of processes");
  const encoded = encodedDeclaration(draft, number);
  ensureSame(encoded !== undefined && declarationHash(encoded) === record.declaration, "a declaration");
  const declaration = declarationOf(state, draft, record);
  ensureSame(ceremonyHash(draft, record) === record.ceremony, "a ceremony");
  putProcessNumber(draft, record);
  claimBlindKey(draft, declaration, record.processId);
  const process = { record, declaration };
  rebuildLog(state, draft, process);
  rebuildRegistry(state, draft, process);
  rebuildCount(state, draft, process);
  schedule({ ...state, draft, height: readChain(draft).height, trial: false }, process);
}

/** Computes what follows from what a store has, process by process, and writes it. @throws PsephosError `ledger/snapshot-content` */
export function rebuild(state: LedgerState, store: Store): void {
  const { processes } = readChain(store);
  for (let number = 0; number < processes; number++) {
    const draft = new Draft(store);
    rebuildProcess(state, draft, number);
    const record = readRecordOf(draft, number);
    setLeaf(draft, processesTree(draft, number), number, leafHash(encodeRecord(record)));
    store.write(draft.changes);
  }
}
