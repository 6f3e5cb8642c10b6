/** A process as a node shows it, held to the genesis document, to the process's id, and to its record under a signed root. */
import {
  checkSignedRecord,
  type ProcessAnswer,
  processJson,
  type SignedRecord,
  type Signers,
} from "../api/index.js";
import { fullBallotRules, VotingProcess } from "../ballot/index.js";
import { type Hex, parseScalarHex } from "../bytes/index.js";
import { ensure, PsephosError, Refusal } from "../errors/index.js";
import {
  type CheckedGenesis,
  type Declaration,
  declaredId,
  hashOfDeclaration,
  type ProcessRecord,
  standingOf,
} from "../ledger/index.js";
import { isTreeOrigin, keyId, type Process } from "../process/index.js";
import type { OpenedNode } from "./node.js";
import { withAnyNode } from "./several.js";
import { signersAtNode } from "./signers.js";

const OTHER_NODE = "Do not use what this node says: ask another node of the chain.";

function declarationOf({ contract, entity, index, params }: ProcessAnswer): Declaration {
  const { evmBlockHeight, balancePosition, tokenId } = params;
  return {
    contract,
    entity,
    index: BigInt(index),
    params: {
      ...params,
      censusOrigin: params.censusOrigin as Declaration["params"]["censusOrigin"],
      evmBlockHeight: BigInt(evmBlockHeight),
      balancePosition: BigInt(balancePosition),
      tokenId: BigInt(tokenId),
    },
  };
}

export interface NodeProcess {
  /** Follows from the declaration and the record. */
  readonly answer: ProcessAnswer;
  /** The id follows from its entity and number; its hash is in the record. */
  readonly declaration: Declaration;
}

/** @throws PsephosError `lightclient/process` */
function recordOf(genesis: Signers, signed: SignedRecord): ProcessRecord {
  try {
    return checkSignedRecord(genesis, signed);
  } catch (cause) {
    if (!(cause instanceof PsephosError)) throw cause;
    const message = `the node cannot prove what it shows of the process: ${cause.message}`;
    throw new Refusal("lightclient/process", message, { cause, hint: OTHER_NODE });
  }
}

/**
 * Asks a node for a process, and for its record under a root that a validator signed. Nothing else of the node's answer is used than the declaration whose hash
 * the record has: before a vote is made, a node that is no validator can change no question, no rule, no census root, and not whether ballots are sealed.
 * @throws PsephosError `ledger/no-process`; `lightclient/process`: it is another process than the id says, or than the record has; or no validator
 *   signed that; `lightclient/validators`, `api/old-block`: the node does not prove who validates now; `ledger/contract`, `ledger/entity`
 */
export const processAtNode = (node: OpenedNode, id: Hex): Promise<NodeProcess> =>
  withAnyNode(node.client, isUnproven, () => processShown(node, id));

/** What a node says and does not prove: another one may, for instance if this one's key is no validator's any more. */
const isUnproven = (error: unknown): boolean =>
  error instanceof PsephosError &&
  /^(?:lightclient\/(?:process|validators)|api\/old-block)$/.test(error.code);

async function processShown(node: OpenedNode, id: Hex): Promise<NodeProcess> {
  const { client, genesis } = node;
  const [shown, signed, signers] = await Promise.all([
    client.process(id),
    client.record(id),
    signersAtNode(node),
  ]);
  const declaration = declarationOf(shown);
  ensure(
    shown.processId === id && declaredId(genesis, declaration) === id,
    "lightclient/process",
    "the node shows another process than the one that it was asked for",
    OTHER_NODE,
  );
  const record = recordOf(signers, signed);
  ensure(
    record.processId === id && record.declaration === hashOfDeclaration(declaration),
    "lightclient/process",
    "the node shows the process with other rules or questions than the record that a validator signed",
    OTHER_NODE,
  );
  return { answer: processJson(standingOf(genesis, { record, declaration })), declaration };
}

/** The circuit of a census key, which only the genesis document can name. @throws PsephosError `lightclient/process` */
function circuitOf(genesis: CheckedGenesis, censusKey: Hex): string {
  const key = genesis.censusKeys.find(({ circuit, keyHash }) => keyId(circuit, keyHash) === censusKey);
  ensure(
    key,
    "lightclient/process",
    "the node shows a process with a census key that the genesis document does not have",
    OTHER_NODE,
  );
  return key.circuit;
}

/** The census root that votes are checked against at present. */
export function presentRoot({ roots, registeredRoot, params }: ProcessAnswer): string {
  if (params.mode.preRegister) return registeredRoot;
  return (roots.find(({ until }) => until === 0) ?? roots.at(-1))?.root ?? params.censusRoot;
}

/**
 * The process as a voter proves votes for it: anonymous, of a census tree or of registrations; of a SERIAL one the open question.
 * @throws PsephosError `voter/not-anonymous`, `voter/census-origin`, `lightclient/process`, `bytes/non-canonical`, `ballot/rules`
 */
export function votingProcessOf(
  { genesis }: OpenedNode,
  { answer, declaration }: NodeProcess,
): VotingProcess {
  const { params, contract } = declaration;
  const { envelopeType, mode } = params;
  ensure(
    envelopeType.anonymous,
    "voter/not-anonymous",
    "votes of this process are signed with the voter's name: they have no census proof",
    "Give your account with --account.",
  );
  ensure(
    isTreeOrigin(params.censusOrigin) || mode.preRegister,
    "voter/census-origin",
    "this process was not declared with a census tree",
  );
  return new VotingProcess({
    contract,
    processId: answer.processId,
    questionIndex: envelopeType.serial ? answer.question : 0,
    censusRoot: parseScalarHex(presentRoot(answer), "censusRoot"),
    circuit: circuitOf(genesis, params.censusKey),
    censusKey: params.censusKey,
    maxVoteOverwrites: params.maxVoteOverwrites,
    ballot: fullBallotRules({ ...params, ...envelopeType }),
  });
}

/** What voters see of a process, and what their votes depend on. */
const COMPARED = [
  ...["mode", "envelopeType", "censusOrigin", "censusKey", "metadata", "questionCount", "maxCount"],
  ...["maxValue", "maxVoteOverwrites", "maxTotalCost", "costExponent"],
] as readonly (keyof Process & keyof Declaration["params"])[];

/**
 * Compares what a node shows with the process in its contract.
 * @param instance the contract that made it
 * @throws PsephosError `voter/other-process`, naming the first part that differs
 */
export function ensureAsOnChain({ answer, declaration }: NodeProcess, found: Process, instance: Hex): void {
  const { params, contract, entity } = declaration;
  const pairs: [string, unknown, unknown][] = [
    ["contract", contract, instance.toLowerCase()],
    ["entity", entity, found.entity],
    ["question", answer.question, found.questionIndex],
    ["census root", params.mode.preRegister ? params.censusRoot : presentRoot(answer), found.censusRoot],
    ...COMPARED.map((key): [string, unknown, unknown] => [key, params[key], found[key]]),
  ];
  const differs = pairs.find(([, shown, real]) => JSON.stringify(shown) !== JSON.stringify(real));
  ensure(
    differs === undefined,
    "voter/other-process",
    () => `the node shows a different ${differs![0]} than the process on chain has`,
    "If the process was changed a moment ago, try again. Otherwise do not use what this node says: ask another one.",
  );
}

/** @throws PsephosError `voter/not-open`, `voter/canceled` unless a process takes votes */
export function ensureTakesVotes({ phase, start }: ProcessAnswer): void {
  ensure(phase !== "canceled", "voter/canceled", "the process was canceled: no vote of it counts");
  ensure(
    phase !== "waiting",
    "voter/not-open",
    start === null
      ? "voting has not begun, and it is not known yet when it does"
      : `voting begins at height ${start} of the voting chain`,
    "Vote when it has begun: `psephos results --watch` shows how far the chain is.",
  );
  ensure(
    phase === "open",
    "voter/not-open",
    phase === "paused"
      ? "the process is paused: it takes no votes now"
      : "the process has ended: it takes no votes",
  );
}
