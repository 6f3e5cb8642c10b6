/** What a dishonest sender tries. The rules that accept honest votes must refuse each attempt. */
import {
  createVotePackage,
  decodeEnvelope,
  encodeEnvelope,
  encodeVotePackage,
  type VoteEnvelope,
  type VotingProcess,
  voteHash,
} from "../../ballot/index.js";
import { Census, CensusSnapshot, createIdentity, type Identity, writeSnapshot } from "../../census/index.js";
import { Failure, Refusal, type RefusedCode } from "../../errors/index.js";
import { anonymousVote } from "../../ledger/index.js";
import { castVote, type VotingKeys } from "../../voter/index.js";
import { CENSUS_DEPTH, OTHER_PROCESS_ID } from "./poll.js";
import type { SoloChain } from "./solo-chain.js";

export interface Attempt {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface RefusedAttempt {
  readonly attempt: string;
  readonly code: RefusedCode;
  readonly reason: string;
}

/** What an attacker has: the public files and keys, one accepted vote and the identity behind it. */
export interface Scene {
  readonly process: VotingProcess;
  readonly census: CensusSnapshot;
  readonly chain: SoloChain;
  readonly keys: VotingKeys;
  readonly accepted: VoteEnvelope;
  readonly voter: Identity;
  /** Somebody in the census who has not voted. */
  readonly idle: Identity;
}

/** The attempts, in the order they are shown. */
export function attempts({ process, census, chain, keys, accepted, voter, idle }: Scene): Attempt[] {
  const votes = [0, 0];
  const send = async (envelope: VoteEnvelope) => {
    await chain.send(anonymousVote(decodeEnvelope(encodeEnvelope(envelope))));
  };
  const cast = async (
    identity: Identity,
    over: { process?: VotingProcess; census?: CensusSnapshot } = {},
  ): Promise<VoteEnvelope> => {
    const vote = { process, identity, census, votes, ...over };
    return (await castVote(vote, keys, { insecure: true })).envelope;
  };
  const stranger = createIdentity();

  return [
    {
      name: "a second vote by the same voter, with a new proof",
      run: async () => send(await cast(voter)),
    },
    {
      name: "a stranger who is not in the census",
      run: async () => send(await cast(stranger)),
    },
    {
      name: "a stranger who proves against a census of their own",
      run: async () => {
        const own = new CensusSnapshot(
          writeSnapshot(new Census(CENSUS_DEPTH, [{ commitment: stranger.commitment, weight: 1n }])),
        );
        await send(await cast(stranger, { process: process.with({ censusRoot: own.root }), census: own }));
      },
    },
    {
      name: "a vote whose ballot was replaced after proving",
      run: async () =>
        send({ ...(await cast(idle)), votePackage: encodeVotePackage(createVotePackage([2, 2])) }),
    },
    {
      name: "a vote whose ballot and hash were replaced after proving",
      run: async () => {
        const other = createVotePackage([2, 2]);
        const envelope = await cast(idle);
        const hash = voteHash(other.votes, other.nonce, envelope.nullifier);
        await send({ ...envelope, votePackage: encodeVotePackage(other), voteHash: hash });
      },
    },
    {
      name: "a vote whose weight was raised after proving",
      run: async () => {
        const envelope = await cast(idle);
        await send({ ...envelope, weight: envelope.weight + 1n });
      },
    },
    {
      name: "a vote for another process",
      run: async () => send(await cast(idle, { process: process.with({ processId: OTHER_PROCESS_ID }) })),
    },
    {
      name: "a proof for another process, sent under this one's name",
      run: async () => {
        const envelope = await cast(idle, { process: process.with({ processId: OTHER_PROCESS_ID }) });
        await send({ ...envelope, processId: process.processId });
      },
    },
    {
      name: "an accepted proof sent again under a new nullifier",
      run: async () => send({ ...accepted, nullifier: accepted.nullifier ^ 1n }),
    },
    {
      name: "a proof with a point off its curve",
      run: async () => {
        const proof = accepted.proof.with(63, accepted.proof[63]! ^ 1);
        await send({ ...(await cast(idle)), proof });
      },
    },
  ];
}

/** Runs one attempt and says how it was refused. @throws PsephosError `cli/attack-accepted` when it was not */
export async function expectRefusal({ name, run }: Attempt): Promise<RefusedAttempt> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { attempt: name, code: error.code, reason: error.message };
  }
  throw new Failure("cli/attack-accepted", `this should have been refused and was not: ${name}`);
}
