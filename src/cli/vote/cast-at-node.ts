/** A vote made for a process that a node shows: anonymous, or by name. */
import type { VoteName } from "../../api/index.js";
import {
  encodeEnvelope,
  encodeNamedEnvelope,
  envelopeHash,
  fullBallotRules,
  namedVoterId,
} from "../../ballot/index.js";
import { type Hex, scalarToHex } from "../../bytes/index.js";
import { CensusSnapshot } from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import {
  type NodeProcess,
  presentRoot,
  type SealedFor,
  sealingAtNode,
  votingProcessOf,
} from "../../lightclient/index.js";
import { isTreeOrigin, scope } from "../../process/index.js";
import { castNamedVote, type Sealing } from "../../voter/index.js";
import { readAccount, voterWallet } from "../account.js";
import type { Context } from "../context.js";
import { censusAtNode, type EligibilityOptions, eligibleAtNode } from "../eligible-at-node.js";
import type { OpenedNode } from "../node-door.js";
import type { Shown } from "../style.js";
import { hiding, type ProvingOptions, parseOverwrite, proveVote, warnIfExposed } from "./prove.js";

export interface CastingOptions extends ProvingOptions, EligibilityOptions {
  /** By name: the file of the account's key. */
  readonly account?: string;
}

/** A vote that is ready to be written and sent. */
export interface ReadyVote {
  readonly name: VoteName;
  /** The envelope in its canonical form. */
  readonly envelope: string;
  /** The files that it was made from. */
  readonly inputs: readonly string[];
  /** What it shows about its voter. */
  readonly shows: string;
  /** Warns before it is sent. */
  warn(): void;
  readonly fields: readonly (readonly [string, Shown])[];
  /** Under `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Where a vote is cast: everything that the node shows. */
export interface Booth {
  readonly context: Context;
  readonly node: OpenedNode;
  readonly shown: NodeProcess;
  readonly votes: readonly number[];
}

/** The census of an anonymous vote: the file that the process names, or what the chain made of registrations. */
async function censusOf(
  { context, node, shown }: Booth,
  { preRegister }: { readonly preRegister: boolean },
  file: string | undefined,
): Promise<CensusSnapshot> {
  if (!preRegister || file !== undefined) return censusAtNode(context, node, shown, file);
  const { processId } = shown.answer;
  return context.output.step(
    "Fetching the registrations",
    async () => new CensusSnapshot(await node.client.registrations(processId, { timeout: 600_000 })),
  );
}

const sealingOf = async ({ node, shown }: Booth, process: SealedFor): Promise<Sealing | undefined> =>
  shown.declaration.params.envelopeType.encryptedVotes ? sealingAtNode(node, shown, process) : undefined;

const sealed = (sealing: Sealing | undefined): string => (sealing ? "until the process ends" : "no");
const given = (...files: readonly (string | undefined)[]): string[] =>
  files.filter((file) => file !== undefined);

/** @throws PsephosError `cli/usage`, and those of `votingProcessOf`, `sealingAtNode` and `proveVote` */
async function castAnonymous(booth: Booth, options: CastingOptions): Promise<ReadyVote> {
  const { context, node, shown, votes } = booth;
  const { mode } = shown.declaration.params;
  const process = votingProcessOf(node, shown);
  const sealing = await sealingOf(booth, process);
  const { preRegister } = mode;
  const census = await censusOf(booth, mode, options.census);
  const dynamicCensus = mode.dynamicCensus && !preRegister;
  const vote = { process, census, votes, sealing, dynamicCensus, registered: preRegister };
  const proved = await proveVote(context, vote, options);
  const { envelope, anonymitySet, label } = proved;
  const { processId, weight } = envelope;
  const nullifier = scalarToHex(envelope.nullifier);
  return {
    name: { processId, voterId: nullifier, envelopeHash: envelopeHash(envelope) },
    envelope: encodeEnvelope(envelope),
    inputs: given(options.identity, options.census),
    shows: hiding(anonymitySet, true),
    warn: () => warnIfExposed(context.output, weight, anonymitySet),
    fields: [
      ["nullifier", nullifier],
      ["weight", weight],
      ["hidden among", anonymitySet.size],
      ["sealed", sealed(sealing)],
      ["key", label],
    ],
    json: { nullifier, weight, anonymitySet, key: label, sealed: sealing !== undefined },
  };
}

/** @throws PsephosError `cli/usage`, those of `eligibleAtNode`, `sealingAtNode` and `castNamedVote` */
async function castByName(booth: Booth, options: CastingOptions): Promise<ReadyVote> {
  const { context, node, shown, votes } = booth;
  const { account, weight: part } = options;
  ensureAble(
    account !== undefined,
    "cli/usage",
    "votes of this process are signed with the voter's name: give your account with --account",
  );
  ensureAble(part === undefined, "cli/usage", "--weight is for anonymous votes");
  const { declaration, answer } = shown;
  const { processId } = answer;
  const { params, contract } = declaration;
  const { mode, envelopeType, maxVoteOverwrites } = params;
  const wallet = voterWallet(await readAccount(account));
  const eligible = await eligibleAtNode(context, node, shown, wallet.address, options);
  const process = {
    processId,
    scope: scope({ contract, processId, questionIndex: answer.question }),
    maxVoteOverwrites,
    ballot: fullBallotRules({ ...params, ...envelopeType }),
  };
  const sealing = await sealingOf(booth, process);
  const dynamic = mode.dynamicCensus && isTreeOrigin(params.censusOrigin);
  const made = await castNamedVote(
    {
      ...{ process, votes, ...eligible, ...parseOverwrite(options.overwrite) },
      ...(sealing ? { sealing } : {}),
      ...(dynamic ? { censusRoot: presentRoot(answer) as Hex } : {}),
    },
    wallet,
  );
  const { voter, weight } = made;
  const voterId = namedVoterId(voter, process.scope);
  return {
    name: { processId, voterId, envelopeHash: envelopeHash(made) },
    envelope: encodeNamedEnvelope(made),
    inputs: given(account, options.census, options.certificate),
    shows: "It has your address.",
    warn: () =>
      context.output.warn(
        `this vote is not secret: everybody sees what ${voter} voted${sealing ? ", after the end" : ""}.`,
      ),
    fields: [
      ["voter", voter],
      ["voter id", voterId],
      ["weight", weight],
      ["sealed", sealed(sealing)],
    ],
    json: { voter, voterId, weight, sealed: sealing !== undefined },
  };
}

/** Makes the vote in the way that the process takes it. @throws PsephosError as the steps */
export const castAtNode = (booth: Booth, options: CastingOptions): Promise<ReadyVote> =>
  booth.shown.declaration.params.envelopeType.anonymous
    ? castAnonymous(booth, options)
    : castByName(booth, options);
