/** What each route answers. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { PsephosError, parseJson, Refusal } from "psephos";
import {
  encodeCommitReceipt,
  encodeReceipt,
  encodeSignedRecord,
  type Head,
  keysJson,
  logJson,
  type MissingAnswer,
  processJson,
  RECEIPT_QUERY,
  type ReceiptQuery,
  type RouteName,
  receiptOf,
  schemaProblem,
  summaryJson,
  type VotesSignatureAnswer,
} from "psephos/api";
import {
  genesisText,
  type ProcessView,
  processCount,
  processView,
  processViews,
  proveRecord,
} from "psephos/ledger";
import { bytesToHex, type Hex } from "viem";
import type { Ordering } from "../ordering/index.js";
import type { NodeStore } from "../store/index.js";
import { blockLines, PAGE_LENGTH } from "./block-lines.js";
import { type ContentFolder, censusHash, type Part } from "./content.js";
import { errorBody, later } from "./errors.js";
import type { EventStreams } from "./events.js";
import type { FollowerFigures, Metrics } from "./metrics.js";
import type { Pages } from "./pages.js";
import type { Values } from "./queries.js";
import { RegistryFiles } from "./registry-files.js";
import { type Submissions, textOf } from "./submissions.js";

export interface Door {
  readonly ordering: Ordering;
  readonly store: Pick<NodeStore, "base" | "block" | "height" | "countedRecord" | "replacedCensuses">;
  readonly content: ContentFolder;
  readonly submissions: Submissions;
  readonly events: EventStreams;
  readonly metrics: Metrics;
  readonly pages: Pages;
  readonly version: string;
  /** Gives the figures of what follows the contracts; none if left out. */
  readonly follower?: () => FollowerFigures | undefined;
  /** Gives the keykeepers' messages that processes wait for; none if left out. */
  readonly missing?: () => MissingAnswer["missing"];
  /** The node as a gateway: its own record, and those that it knows. */
  readonly gateways?: GatewayDoor;
  /** Gives the signature of this node's oracle over the votes of a rollup, if it has made one. */
  readonly votesSignature?: (processId: Hex) => VotesSignatureAnswer | undefined;
}

export interface GatewayDoor {
  /** The node's signed record, in canonical JSON. */
  readonly own: () => string;
  /** All that it knows, as `GatewayBook` encodes them. */
  readonly list: () => string;
  /** Takes a record in canonical JSON. @returns whether it is new. @throws PsephosError `api/gateway`, `api/url` */
  readonly take: (record: string) => boolean;
}

type Handler = (values: Values, request: FastifyRequest, reply: FastifyReply) => unknown;

const JSON_TYPE = "application/json; charset=utf-8";
const IMMUTABLE = "public, max-age=31536000, immutable";
const CHECKED = "public, no-cache";

/** @throws PsephosError `ledger/no-process` */
function processOf({ ordering: { state } }: Door, id: string): ProcessView {
  const view = processView(state, id as Hex);
  if (view) return view;
  throw new Refusal("ledger/no-process", "the voting chain has no process with this id", {
    hint: "A process appears some blocks after its declaration is final on its EVM chain.",
  });
}

/** Answers 304 to who has it already. @returns whether it did */
function isKept(request: FastifyRequest, reply: FastifyReply, tag: string, cache: string): boolean {
  const quoted = `"${tag}"`;
  reply.header("etag", quoted).header("cache-control", cache);
  if (request.headers["if-none-match"] !== quoted) return false;
  void reply.code(304).send();
  return true;
}

async function sendFile(
  { content }: Door,
  hash: string | undefined,
  cache: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = hash === undefined ? undefined : await content.get(hash);
  if (hash === undefined || !file)
    throw new Refusal("service/no-content", "this node does not have the file", {
      hint: "Fetch it from the addresses of its content URI.",
    });
  if (isKept(request, reply, hash, cache)) return reply;
  const part = partOf(request.headers.range, file.bytes);
  reply.type("application/octet-stream").header("accept-ranges", "bytes");
  if (!part) return reply.header("content-length", file.bytes).send(file.stream());
  const { start, end } = part;
  return reply
    .code(206)
    .header("content-range", `bytes ${start}-${end}/${file.bytes}`)
    .header("content-length", end - start + 1)
    .send(file.stream(part));
}

/** The one part of a file that a request asks for (RFC 9110, section 14.2); undefined: the whole file. */
function partOf(range: string | undefined, bytes: number): Part | undefined {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(range ?? "") ?? [];
  const [start, end] = [Number(first), Math.min(Number(last), bytes - 1)];
  return first !== undefined && start <= end ? { start, end } : undefined;
}

/** @throws PsephosError `service/before-snapshot`: the node never had the block of a height, from 1 */
function ensureAfterSnapshot({ store: { base } }: Door, height: number): void {
  if (height > base) return;
  throw new Refusal(
    "service/before-snapshot",
    `this node began with the snapshot of block ${base}, and has no block up to it`,
    { hint: "Ask a node that has all blocks: replays, election bundles and audits need them." },
  );
}

/** @throws PsephosError `service/no-block`, `service/before-snapshot` */
function headOf(door: Door, height: number): Head {
  const head = door.ordering.headAt(height);
  if (head) return head;
  ensureAfterSnapshot(door, height);
  throw new Refusal("service/no-block", `the node has no block ${height} yet`, {
    hint: "/v1/chain has the height of its last block.",
  });
}

/** @throws PsephosError `ledger/no-process`, `ledger/not-counted`, `service/no-record` */
function signedRecord(door: Door, processId: Hex, at: "head" | "count"): string {
  const { ordering, store } = door;
  const { record } = processOf(door, processId);
  const genesisHash = bytesToHex(ordering.genesis.hash);
  if (at === "head") {
    const proof = proveRecord(ordering.state, processId);
    return encodeSignedRecord({ genesisHash, processId, head: ordering.head, proof });
  }
  if (!record.counted) throw notCounted();
  const proof = store.countedRecord(processId);
  if (!proof)
    throw new Refusal("service/no-record", "the node has not kept the record of the block of the count", {
      hint: "Ask for the present record, or another node.",
    });
  return encodeSignedRecord({ genesisHash, processId, head: headOf(door, proof.height), proof });
}

const notCounted = () =>
  new Refusal("ledger/not-counted", "the votes of this process are not counted yet", {
    hint: "Its keys say who is missing, if it waits for keykeepers. A canceled process has no results.",
  });

/** @throws PsephosError `service/body` */
function receiptQueryOf(body: unknown): ReceiptQuery {
  let document: unknown;
  try {
    document = parseJson(Buffer.from(textOf(body)));
  } catch (error) {
    if (error instanceof PsephosError) throw new Refusal("service/body", error.message);
    throw error;
  }
  const problem = schemaProblem(RECEIPT_QUERY, document);
  if (problem !== undefined || Object.keys(document as object).length !== 3)
    throw new Refusal("service/body", "a receipt is asked for by processId, voterId and envelopeHash", {
      hint: "Send an object with these three, each 0x and 64 lower-case hex digits.",
    });
  return document as ReceiptQuery;
}

const NO_GATEWAYS = '{"gateways":[]}';
const sendRecords = (reply: FastifyReply, text: string) =>
  reply.type(JSON_TYPE).header("cache-control", "no-cache").send(text);

/** @throws PsephosError `service/no-gateway` */
function gatewaysOf({ gateways }: Door): GatewayDoor {
  if (gateways) return gateways;
  throw new Refusal("service/no-gateway", "this node is no gateway: it has no signed record", {
    hint: "Its operator has switched that off.",
  });
}

/** The same answer to who asks for an unknown process or voter, and to who does not know the hash: nobody learns who has voted. */
const noReceipt = () =>
  later(
    new Refusal("service/no-receipt", "there is no receipt for this voter and this envelope", {
      hint: "A vote has its receipt when its block is recorded. After an overwrite, only the vote that counts has one here.",
    }),
    1,
  );

const noCommits = (hint: string) =>
  new Refusal("service/no-commits", "one node orders this chain, so no validators sign its blocks", { hint });

export const handlers = (door: Door): Readonly<Record<RouteName, Handler>> => {
  const { ordering, submissions, events, metrics } = door;
  const { genesis } = ordering;
  const genesisHash = bytesToHex(genesis.hash);
  const text = genesisText(genesis);
  const registries = new RegistryFiles(door.content);

  return {
    chain: () => {
      const { status, head, state } = ordering;
      return {
        genesisHash,
        head,
        processes: processCount(state),
        accepting: status.accepting,
        reason: status.accepting ? null : errorBody(status.error),
      };
    },
    genesis: (_, request, reply) =>
      isKept(request, reply, genesisHash.slice(2), IMMUTABLE) ? reply : reply.type(JSON_TYPE).send(text),
    validators: async (_, __, reply) => {
      if (!ordering.presentValidators) throw noCommits("The genesis document names the node's key.");
      const answer = await ordering.presentValidators();
      if (!answer)
        throw later(
          new Refusal("service/no-block", "the validators have not signed a block yet", {
            hint: "Ask again in a moment.",
          }),
          1,
        );
      return reply.type(JSON_TYPE).header("cache-control", "no-cache").send(JSON.stringify(answer));
    },
    processes: ({ from, count }) => {
      const { state } = ordering;
      const views = processViews(state, from as number, count as number);
      return { processes: views.map(summaryJson), total: processCount(state) };
    },
    process: ({ id }) => processJson(processOf(door, id as string)),
    keys: ({ id }) => keysJson(ordering.state, processOf(door, id as string)),
    missing: () => ({ height: ordering.head.height, missing: door.missing?.() ?? [] }),
    record: ({ id, at }, _, reply) =>
      reply.type(JSON_TYPE).send(signedRecord(door, id as Hex, at === "count" ? "count" : "head")),
    results: ({ id }, _, reply) => {
      const { results } = processOf(door, id as string);
      if (results === undefined) throw notCounted();
      return reply.type(JSON_TYPE).send(results);
    },
    log: async ({ id, from, count }, request, reply) => {
      const process = processOf(door, id as string);
      const make = async () =>
        JSON.stringify(logJson(ordering.state, process, from as number, count as number));
      return reply.type(JSON_TYPE).send(await door.pages.make(request, reply, { most: PAGE_LENGTH, make }));
    },
    votesSignature: ({ id }) => {
      const { record } = processOf(door, id as string);
      const signature = door.votesSignature?.(record.processId);
      if (signature) return signature;
      throw new Refusal("service/no-signature", "this node has no signature over the votes of this process", {
        hint: "An oracle's node signs when the process is counted and its rollup takes no further votes.",
      });
    },
    census: ({ id, root }, request, reply) => {
      const view = processOf(door, id as string);
      const mayChange = view.declaration.params.mode.dynamicCensus && root === undefined;
      const replaced = door.store.replacedCensuses(view.record.processId);
      const hash = censusHash(view, replaced, root as string | undefined);
      return sendFile(door, hash, mayChange ? CHECKED : IMMUTABLE, request, reply);
    },
    registrations: async ({ id }, request, reply) => {
      const hash = await registries.hashOf(ordering.state, processOf(door, id as string));
      return sendFile(door, hash, IMMUTABLE, request, reply);
    },
    content: ({ hash }, request, reply) => sendFile(door, hash as string, IMMUTABLE, request, reply),
    head: ({ height }) => headOf(door, height as number),
    blocks: async ({ from, count, process }, request, reply) => {
      ensureAfterSnapshot(door, from as number);
      const page = { from: from as number, count: count as number, process: process as Hex | undefined };
      const make = () => blockLines(door.store, page);
      const lines = await door.pages.make(request, reply, { most: PAGE_LENGTH, make });
      return reply.type("application/jsonl").send(lines);
    },
    events: ({ only }, _, reply) => {
      events.ensureRoom();
      reply.hijack();
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      events.open(reply.raw, only === "blocks");
    },
    vote: async ({ wait }, request, reply) => {
      const answer = await submissions.vote(request, textOf(request.body), wait === "receipt");
      return typeof answer === "string" ? reply.type(JSON_TYPE).send(answer) : reply.code(202).send(answer);
    },
    votes: (_, request) => submissions.batch(request, textOf(request.body)),
    register: async ({ wait }, request, reply) => {
      const answer = await submissions.register(request, textOf(request.body), wait === "recorded");
      return reply.code(answer.state === "recorded" ? 200 : 202).send(answer);
    },
    transaction: async ({ wait }, request, reply) => {
      const bytes = new Uint8Array(request.body as Buffer);
      const answer = await submissions.transaction(request, bytes, wait === "recorded");
      return reply.code(answer.state === "recorded" ? 200 : 202).send(answer);
    },
    receipt: (_, request, reply) => {
      const { processId, voterId, envelopeHash } = receiptQueryOf(request.body);
      const name = { processId, voterId, envelopeHash: BigInt(envelopeHash) };
      const receipt = receiptOf(ordering.state, ordering.head, name);
      if (!receipt) throw noReceipt();
      return reply.type(JSON_TYPE).send(encodeReceipt(receipt));
    },
    commitReceipt: async (_, request, reply) => {
      const { processId, voterId, envelopeHash } = receiptQueryOf(request.body);
      if (!ordering.commitReceipt) throw noCommits("Ask for the receipt of this node: /v1/receipts.");
      const receipt = await ordering.commitReceipt({
        processId,
        voterId,
        envelopeHash: BigInt(envelopeHash),
      });
      if (!receipt) throw noReceipt();
      return reply.type(JSON_TYPE).send(encodeCommitReceipt(receipt));
    },
    publish: async (_, request, reply) => {
      const bytes = (request.body as Buffer | undefined) ?? new Uint8Array();
      const hash = await door.content.putNamed(ordering.state, bytes);
      return reply.code(201).send({ hash, bytes: bytes.length });
    },
    gateway: (_, __, reply) => sendRecords(reply, gatewaysOf(door).own()),
    gateways: (_, __, reply) => sendRecords(reply, door.gateways?.list() ?? NO_GATEWAYS),
    announce: (_, request) => ({ added: gatewaysOf(door).take(textOf(request.body)) }),
    health: () => {
      const { status, head } = ordering;
      if (!status.accepting) throw later(status.error, Math.max(1, status.retryAfter));
      return { status: "ok", height: head.height, version: door.version };
    },
    metrics: async (_, __, reply) => reply.type(metrics.contentType).send(await metrics.text()),
    openapi: (_, request, reply) => reply.type(JSON_TYPE).send(JSON.stringify(request.server.swagger())),
  };
};
