/** A node with its door open on loopback, over the real ledger and a store on disk; every answer is held against the OpenAPI document. */
import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { SoloOptions, SoloOrdering } from "../../../packages/node/src/ordering/index.js";
import {
  buildService,
  type CarriedDoor,
  ContentFolder,
  type Limits,
  type ServiceOptions,
} from "../../../packages/node/src/service/index.js";
import type { NodeStore } from "../../../packages/node/src/store/index.js";
import { createNodeClient, type ErrorBody, type NodeClient } from "../../../src/api/index.js";
import { encodeNamedEnvelope, namedVoterId } from "../../../src/ballot/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import type { NamedVote } from "../../../src/ledger/index.js";
import type { Person } from "../../support/ledger/people.js";
import { namedVote, ruleFacts, scopeIn } from "../../support/ledger/votes.js";
import { type ParamsChange, World } from "../../support/ledger/world.js";
import { CENSUS, nodeGenesis, startSolo, tell, temporaryFolder, VOTERS } from "../../support/node/solo.js";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface OpenDoor {
  readonly url: string;
  readonly port: number;
  readonly ordering: SoloOrdering;
  readonly store: NodeStore;
  readonly client: NodeClient;
  readonly content: ContentFolder;
  /** What relays and peers bring. */
  readonly carried: CarriedDoor;
  /** Every status that a route answered, as `GET /v1/chain 200`. */
  readonly answered: Set<string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: string | Uint8Array, media?: string): Promise<Answer>;
  close(): Promise<void>;
}

interface DoorOptions {
  readonly solo?: Partial<SoloOptions>;
  readonly limits?: Partial<Limits>;
  readonly log?: ServiceOptions["log"];
  readonly folder?: string;
  readonly votesSignature?: ServiceOptions["votesSignature"];
  readonly trustProxy?: readonly string[];
  readonly oblivious?: ServiceOptions["oblivious"];
  readonly gateways?: ServiceOptions["gateways"];
  readonly passOn?: ServiceOptions["passOn"];
  /** A block that each height has, in place of the node's. */
  readonly block?: Uint8Array;
}

/** The documented path of an address: `/v1/processes/{id}`. */
const documented = (path: string): string =>
  path
    .replace(/\?.*$/, "")
    .replace(/^\/v1\/processes\/[^/]+/, "/v1/processes/{id}")
    .replace(/^\/v1\/content\/[^/]+$/, "/v1/content/{hash}")
    .replace(/^\/v1\/heads\/[^/]+$/, "/v1/heads/{height}");

/** A store with many blocks of one transaction. */
const storeOf = (store: NodeStore, bytes: Uint8Array): ServiceOptions["store"] => ({
  base: 0,
  height: 1_000,
  block: (height) => ({ height, transactions: [bytes], stateRoot: `0x${"00".repeat(32)}`, time: 0 }),
  countedRecord: (id) => store.countedRecord(id),
  replacedCensuses: (id) => store.replacedCensuses(id),
});

/** Opens a node's door. Tests of other things than rates send as fast as they can. */
export async function openDoor({
  solo = {},
  limits = {},
  log,
  folder,
  votesSignature,
  trustProxy,
  oblivious,
  gateways,
  passOn,
  block,
}: DoorOptions = {}): Promise<OpenDoor> {
  const own = folder === undefined ? temporaryFolder() : { path: folder, remove: () => undefined };
  const node = await startSolo(join(own.path, "store"), solo);
  const content = new ContentFolder(join(own.path, "content"), () => node.store.censusUris());
  const { ordering, store } = node;
  const app = await buildService({
    ordering,
    store: block ? storeOf(store, block) : store,
    content,
    version: "0.0.0-test",
    limits: { requests: 1_000_000, processRate: 1_000_000, falseVotes: 1_000_000, ...limits },
    ...(log && { log }),
    ...(votesSignature && { votesSignature }),
    ...(trustProxy && { trustProxy }),
    ...(oblivious && { oblivious }),
    ...(gateways && { gateways }),
    ...(passOn && { passOn }),
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const answered = new Set<string>();

  const recording: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input as string);
    answered.add(`${init?.method ?? "GET"} ${documented(pathname)} ${response.status}`);
    return response;
  };
  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const response = await recording(url + path, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
  async function close(): Promise<void> {
    const document = (await client.openapi()) as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    const undocumented = [...answered].filter((one) => {
      const [method, path, status] = one.split(" ") as [string, string, string];
      const route = document.paths[path]?.[method.toLowerCase()];
      return route && !(status in route.responses);
    });
    await app.close();
    await node.close();
    own.remove();
    assert.deepEqual(undocumented, [], "answers that the OpenAPI document does not have");
  }
  const client = createNodeClient(url, { fetch: recording });
  return {
    url,
    port,
    ordering,
    store,
    client,
    content,
    carried: app.carried,
    answered,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, body, media = "application/json") =>
      ask(path, { method: "POST", body: body as BodyInit, headers: { "content-type": media } }),
    close,
  };
}

/** The error of an answer. */
export const errorOf = ({ text }: Answer): ErrorBody => JSON.parse(text);

/** A process on the node's chain, with votes by name for it. */
export interface Poll {
  readonly id: Hex;
  readonly world: World;
  readonly start: number;
  /** The envelope of a voter, as JSON. */
  vote(voter: number, change?: VoteChange): Promise<string>;
  voterId(voter: number): Hex;
}

export type VoteChange = Partial<NamedVote> & { readonly votes?: readonly number[]; readonly by?: Person };

/** The JSON of a vote by name. */
export function envelopeOf({ kind: _, censusRoot, ...vote }: NamedVote): string {
  return encodeNamedEnvelope({ ...vote, ...(censusRoot === null ? {} : { censusRoot }) });
}

/** Declares a process of votes by name, and waits until it takes them. @param world of a poll before it on the same chain */
export async function openPoll(
  door: OpenDoor,
  change: ParamsChange = {},
  world = new World(ruleFacts(), nodeGenesis()),
): Promise<Poll> {
  const before = world.blocks.length;
  const id = await world.declare({ censusRoot: CENSUS.root, blockCount: 0, ...change });
  const told = world.blocks.slice(before).flatMap(({ transactions }) => transactions);
  return {
    id,
    world,
    start: await tell(door.ordering, id, told),
    vote: async (voter, { by = VOTERS[voter]!, ...vote } = {}) =>
      envelopeOf(await namedVote(world, id, by, { ...CENSUS.member(voter), ...vote })),
    voterId: (voter) => namedVoterId(VOTERS[voter]!.address, scopeIn(world, id)),
  };
}
