/** What pages that watch an election ask of their worker: how an election stands, and its results under the chain's signature. */
import { checkSignedRecord } from "../../src/api/index.js";
import { type Results, resultsFromJson } from "../../src/ballot/index.js";
import { fixedHex, toHex } from "../../src/bytes/index.js";
import { CensusSnapshot } from "../../src/census/index.js";
import { ensure } from "../../src/errors/index.js";
import {
  type NodeProcess,
  type OpenedNode,
  processAtNode,
  signersAtNode,
} from "../../src/lightclient/index.js";
import {
  type Layout,
  type LocalizedText,
  openMetadata,
  parseContentUri,
  type Question,
  resultsHash,
  Status,
} from "../../src/process/index.js";
import type { ElectionLink } from "./link.js";
import { nodesOf } from "./nodes.js";

/** A keykeeper, by its place from 1. */
export interface Keykeeper {
  readonly address: string;
  readonly revealed: boolean;
}

export interface Observed {
  readonly title: LocalizedText;
  readonly layout: Layout;
  readonly questions: readonly Question[];
  readonly phase: NodeProcess["answer"]["phase"];
  readonly height: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly votes: number;
  readonly voters: number;
  /** How many may vote; undefined if that is not a number that the page can know. */
  readonly electorate: number | undefined;
  readonly keykeepers: readonly Keykeeper[];
  /** How many of them open the ballots. */
  readonly threshold: number;
  /** The results document, whose hash is in the record under a signed root. */
  readonly results: Results | undefined;
  /** The key of the validator that signed, if there are results. */
  readonly signedBy: string | undefined;
  readonly organiser: string;
  readonly contract: string;
  readonly processId: string;
  readonly genesisHash: string;
  readonly censusKey: string;
  readonly chainId: number | undefined;
  /** By the node's clock. */
  readonly time: number;
  readonly status: Status;
  readonly sealed: boolean;
  /** Whether ballots can be sealed already, or need not be. */
  readonly hasKey: boolean;
  readonly interruptible: boolean;
  readonly preRegister: boolean;
  /** How many have registered. */
  readonly registered: number;
}

export type ObserveMethods = {
  observe: { argument: ElectionLink; progress: never; result: Observed };
};

/** Sizes by root: a census file is fetched once. */
const sizes = new Map<string, number>();

async function electorateOf({ client }: OpenedNode, { answer }: NodeProcess): Promise<number | undefined> {
  const { params, processId, registered, roots } = answer;
  if (params.mode.preRegister) return registered;
  const root = roots.at(-1)?.root ?? params.censusRoot;
  const known = sizes.get(root);
  if (known !== undefined || params.censusUri === "") return known;
  // A census without a file is of a token or an authority: nobody knows how many may vote.
  const { size } = new CensusSnapshot(await client.census(processId));
  sizes.set(root, size);
  return size;
}

/** The results document, held to the record under a root that a validator signed. @throws PsephosError `api/record`, `api/head`, `lightclient/process` */
async function resultsOf(node: OpenedNode, { answer }: NodeProcess) {
  if (answer.phase !== "counted") return { results: undefined, signedBy: undefined };
  const [text, signed, signers] = await Promise.all([
    node.client.results(answer.processId),
    node.client.record(answer.processId, { at: "count" }),
    signersAtNode(node),
  ]);
  const { counted } = checkSignedRecord(signers, signed);
  ensure(
    counted?.resultsHash === resultsHash(text),
    "lightclient/process",
    "the results that the node shows are not those that the chain's validator signed",
  );
  return { results: resultsFromJson(text), signedBy: signed.head.validator };
}

/** @throws PsephosError `api/genesis`, `lightclient/process`, `process/metadata-…`, and those of the client */
export async function observe(link: ElectionLink): Promise<Observed> {
  const client = nodesOf(link.nodes);
  const genesis = await client.genesis(fixedHex(link.genesisHash, 32, "the genesis hash"));
  const node = { client, genesis };
  const shown = await processAtNode(node, link.processId);
  const { declaration, answer } = shown;
  const { params, contract, entity } = declaration;
  const { hash } = parseContentUri(params.metadata);
  ensure(hash, "process/content-unhashed", "the questions of this election have no hash");
  const key = link.key === undefined ? undefined : fixedHex(`0x${link.key}`, 32, "the key of the questions");
  const metadata = openMetadata(await client.content(hash, { maxBytes: 2 ** 21 }), params, key);
  const [{ head }, { ceremony }, electorate, counted] = await Promise.all([
    client.chain(),
    client.keys(link.processId),
    electorateOf(node, shown).catch(() => undefined),
    resultsOf(node, shown),
  ]);
  const revealed = new Set(ceremony?.revealed.map(({ place }) => place));
  const { title, layout, questions } = metadata;
  const { phase, start, end, votes, voters, processId, registered } = answer;
  const { encryptedVotes: sealed } = params.envelopeType;
  const { interruptible, preRegister } = params.mode;
  return {
    ...{ title, layout, questions, phase, start, end, votes, voters, electorate, contract, processId },
    ...counted,
    height: head.height,
    keykeepers: (ceremony?.keykeepers ?? []).map((address, i) => ({
      address,
      revealed: revealed.has(i + 1),
    })),
    threshold: ceremony?.threshold ?? 0,
    organiser: entity,
    genesisHash: toHex(genesis.hash),
    censusKey: params.censusKey,
    chainId: genesis.evm?.chainId,
    time: head.time,
    status: Status[answer.status],
    hasKey: answer.keyAt > 0 || !sealed,
    ...{ sealed, interruptible, preRegister, registered },
  };
}
