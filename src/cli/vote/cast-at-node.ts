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
import { ensure, ensureAble } from "../../errors/index.js";
import { CensusOrigin, isTreeOrigin, scope } from "../../process/index.js";
import { castNamedVote, type Eligible, memberOf, type Sealing } from "../../voter/index.js";
import { readAccount, voterWallet } from "../account.js";
import { voterByName } from "../by-name.js";
import type { Context } from "../context.js";
import { readBytes } from "../files.js";
import type { OpenedNode } from "../node-door.js";
import { type SealedFor, sealingAtNode } from "../node-keys.js";
import { type NodeProcess, presentRoot, votingProcessOf } from "../node-process.js";
import type { Shown } from "../style.js";
import { hiding, type ProvingOptions, parseOverwrite, proveVote, warnIfExposed } from "./prove.js";

export interface CastingOptions extends ProvingOptions {
  /** The census file; the node's if left out. */
  readonly census?: string;
  /** By name: the file of the account's key. */
  readonly account?: string;
  /** By name: the authority's certificate. */
  readonly certificate?: string;
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

/** The census file; whoever uses it compares its root. */
async function censusOf(
  { context: { output }, node: { client }, shown: { answer } }: Booth,
  file: string | undefined,
): Promise<CensusSnapshot> {
  if (file !== undefined) return new CensusSnapshot(await readBytes(file));
  return output.step(
    "Fetching the census",
    async () => new CensusSnapshot(await client.census(answer.processId, { timeout: 600_000 })),
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
  ensureAble(
    !mode.preRegister || options.census !== undefined,
    "cli/usage",
    "this process has a census of registrations, which the voting chain makes and the node keeps no file of",
    "Give its census file with --census.",
  );
  const process = votingProcessOf(node, shown);
  const sealing = await sealingOf(booth, process);
  const census = await censusOf(booth, options.census);
  const dynamicCensus = mode.dynamicCensus && !mode.preRegister;
  const proved = await proveVote(context, { process, census, votes, sealing, dynamicCensus }, options);
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

/** Why the account may vote. @throws PsephosError `cli/usage`, `cli/certificate`, `voter/not-in-census`, `voter/census-root`, `voter/census-origin` */
async function eligibleOf(booth: Booth, address: Hex, options: CastingOptions): Promise<Eligible> {
  const { answer, declaration } = booth.shown;
  const { censusOrigin } = declaration.params;
  const { account = "", certificate } = options;
  if (censusOrigin === CensusOrigin.OFF_CHAIN_CA) {
    ensureAble(
      certificate !== undefined,
      "cli/usage",
      "an authority decides who votes in this process: give its certificate with --certificate",
    );
    return (await voterByName({ account, certificate })).eligible;
  }
  ensure(
    isTreeOrigin(censusOrigin),
    "voter/census-origin",
    "this process is of token holders: the command cannot prove a balance",
  );
  const census = await censusOf(booth, options.census);
  ensure(
    scalarToHex(census.root) === presentRoot(answer),
    "voter/census-root",
    "this census file is not the one that the process names",
    "Download the census from the address given by the process.",
  );
  return memberOf(census, address);
}

/** @throws PsephosError `cli/usage`, those of {@link eligibleOf}, `sealingAtNode` and `castNamedVote` */
async function castByName(booth: Booth, options: CastingOptions): Promise<ReadyVote> {
  const { context, shown, votes } = booth;
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
  const eligible = await eligibleOf(booth, wallet.address, options);
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
