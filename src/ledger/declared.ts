/** A new process, as the contracts declared it: whether the chain can run it, and its first record. */
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import {
  CensusOrigin,
  checkDeclaration,
  isEvmOrigin,
  isTreeOrigin,
  type ProcessParams,
  readAuthorityRoot,
  Status,
} from "../process/index.js";
import { claimBlindKey } from "./blind-key.js";
import { encodeCbor } from "./cbor.js";
import { readChain, writeChain } from "./chain-record.js";
import type { Context, Rule } from "./context.js";
import { declarationFields, declaredId } from "./declaration.js";
import { type Genesis, genesisKey, type Lists } from "./genesis.js";
import { newRound, putCeremony } from "./key-ceremony.js";
import { settleStart, wakeAt } from "./life.js";
import { readListsRecord } from "./lists.js";
import { EMPTY_ROOT } from "./merkle.js";
import { type ProcessRecord, putDeclaration, putRecord, ZERO_32 } from "./process-record.js";
import { emptyCensusRoot } from "./rolling-census.js";
import { declarationHash } from "./tx/attested.js";
import type { Attested } from "./tx/types.js";

type Declared = Extract<Attested, { kind: "declared" }>;

/**
 * Checks that a chain can run such a process: its parts agree, and the chain has what it asks for.
 * @param lists the chain's present ones
 * @throws PsephosError those of {@link checkDeclaration}; `ledger/unknown-key`, `ledger/unsupported`, `ledger/no-keykeepers`
 */
export function checkRunnable(
  genesis: Pick<Genesis, "censusKeys">,
  lists: Pick<Lists, "keykeepers">,
  params: ProcessParams,
): void {
  const { envelopeType, mode, censusOrigin } = params;
  checkDeclaration(params);
  ensure(
    !envelopeType.anonymous || genesisKey(genesis, params.censusKey),
    "ledger/unknown-key",
    "the process names a census key that the genesis document does not have",
  );
  ensure(
    !envelopeType.anonymous || mode.preRegister || isTreeOrigin(censusOrigin),
    "ledger/unsupported",
    "anonymous votes need a census tree or a registration",
  );
  ensure(
    !(
      mode.preRegister &&
      censusOrigin === CensusOrigin.OFF_CHAIN_CA &&
      readAuthorityRoot(params.censusRoot)?.kind === "blind"
    ),
    "ledger/unsupported",
    "a process with blind signatures takes no registrations: the blind signature already hides the voter",
  );
  ensure(
    !envelopeType.encryptedVotes || lists.keykeepers,
    "ledger/no-keykeepers",
    "the process requires sealed ballots, but the chain has no keykeepers",
  );
}

function* checkSnapshot({ declaration: { params }, snapshot }: Declared): Rule<void> {
  const token = isEvmOrigin(params.censusOrigin);
  ensure(
    (snapshot !== null) === token,
    "ledger/snapshot",
    "a process of token holders must be declared with the block of its snapshot, and another process without it",
  );
  if (snapshot === null) return;
  const [proved] = yield [
    {
      kind: "account",
      blockHash: snapshot.blockHash,
      blockNumber: params.evmBlockHeight,
      header: snapshot.header,
      token: params.token,
      storageRoot: params.censusRoot as Hex,
      proof: snapshot.accountProof,
    },
  ];
  ensure(proved, "ledger/snapshot", "the header and the account proof do not give the token's storage root");
}

/** Declares a process. @throws PsephosError with the rule that forbids it */
export function* declareProcess(context: Context, subject: Hex, statement: Declared): Rule<void> {
  const { draft, genesis, height } = context;
  const { declaration } = statement;
  const { params } = declaration;
  ensure(
    declaredId(genesis, declaration) === subject,
    "ledger/process-id",
    "the process id does not belong to the declared process",
  );
  checkRunnable(genesis, readListsRecord(draft).lists, params);
  yield* checkSnapshot(statement);
  claimBlindKey(draft, declaration, subject);
  const chain = readChain(draft);
  const encoded = encodeCbor(declarationFields(declaration));
  const depth = genesisKey(genesis, params.censusKey)?.depth;
  const { autoStart, preRegister } = params.mode;
  const record: ProcessRecord = {
    number: chain.processes,
    processId: subject,
    declaration: declarationHash(encoded),
    declaredAt: height,
    status: autoStart ? Status.READY : Status.PAUSED,
    readyAt: autoStart ? height : 0,
    startedAt: 0,
    endedAt: 0,
    withoutKey: false,
    question: 0,
    questionStarts: [0],
    roots: [{ root: params.censusRoot, until: 0 }],
    sequence: 0,
    words: [],
    keyAt: 0,
    ceremony: ZERO_32,
    rollup: "none",
    logSize: 0,
    logRoot: EMPTY_ROOT,
    voters: 0,
    withoutPackage: 0,
    registry: {
      size: 0,
      listRoot: EMPTY_ROOT,
      censusRoot: preRegister && depth !== undefined ? emptyCensusRoot(depth) : ZERO_32,
    },
    counted: null,
  };
  writeChain(draft, { ...chain, processes: chain.processes + 1 });
  putDeclaration(draft, record, encoded);
  const sealed = params.envelopeType.encryptedVotes ? beginKeys(context, record) : record;
  putRecord(draft, settleStart(context, { record: sealed, declaration }));
}

/** The first round of the key ceremony. */
function beginKeys(context: Context, record: ProcessRecord): ProcessRecord {
  const { keykeepers } = readListsRecord(context.draft).lists;
  const state = newRound(context, keykeepers!, record.processId, 0);
  wakeAt(context.draft, state.deadline, record.number);
  return putCeremony(context, record, state);
}
