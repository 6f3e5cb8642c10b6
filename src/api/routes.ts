/** The routes of the node's HTTP door: the service registers them, the OpenAPI document lists them, the client calls them. */

import { COMMIT_RECEIPT } from "./commit-receipt-schema.js";
import { ANNOUNCED, GATEWAY_RECORD, GATEWAYS } from "./gateway-schema.js";
import { RECEIPT } from "./receipt-schema.js";
import { RECORD } from "./record.js";
import type { Schema } from "./schema.js";
import {
  BATCH,
  CHAIN,
  CONTENT,
  HEAD,
  HEALTH,
  KEYS,
  LOG,
  MISSING,
  PROCESS,
  PROCESSES,
  RECEIPT_QUERY,
  RECORDED,
  VERIFIED,
  VOTES_SIGNATURE,
} from "./schemas.js";
import { REGISTRATION, VOTE } from "./submission-schemas.js";
import { VALIDATORS } from "./validators-schema.js";
import { CONTENT_HASH, COUNT, HEX_32, TEXT } from "./values.js";

/** An answer with status 2xx: a JSON form, or the media type of a text or file. */
export type Answer = { readonly json: Schema } | { readonly media: string };

export interface Route {
  readonly method: "GET" | "POST";
  /** Parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query?: Readonly<Record<string, Schema>>;
  /** The media type of the body, and its form if it is JSON. */
  readonly body?: { readonly media: string; readonly json?: Schema };
  readonly answers: Readonly<Record<number, Answer>>;
}

const PAGE = {
  from: { ...COUNT, default: 0 },
  count: { type: "integer", minimum: 1, maximum: 1000, default: 100 },
} as const;
const HEIGHT = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
const BLOCKS_PAGE = {
  from: { ...HEIGHT, default: 1 },
  count: PAGE.count,
  process: {
    ...HEX_32,
    description: "leave out the transactions that are about other processes; those about the lists stay",
  },
} as const;
const ID = { id: HEX_32 } as const;
const WAIT = {
  wait: { type: "string", enum: ["receipt"], description: "answer when the block is durable" },
} as const;
const RECORDED_WAIT = {
  wait: { type: "string", enum: ["recorded"], description: "answer when the block is durable" },
} as const;

const JSON_MEDIA = "application/json";
const LINES = "application/jsonl";
const FILE = "application/octet-stream";

export const ROUTES = {
  chain: {
    method: "GET",
    path: "/v1/chain",
    summary: "The chain's genesis hash and signed head, and whether the node takes transactions",
    answers: { 200: { json: CHAIN } },
  },
  genesis: {
    method: "GET",
    path: "/v1/genesis",
    summary: "The genesis document, byte for byte: its SHA-256 is the genesis hash",
    answers: { 200: { media: JSON_MEDIA } },
  },
  validators: {
    method: "GET",
    path: "/v1/validators",
    summary:
      "Who validates a chain of several now: the last block that they signed, and the way to them from the genesis document's validators",
    answers: { 200: { json: VALIDATORS } },
  },
  processes: {
    method: "GET",
    path: "/v1/processes",
    summary: "The processes, in the order of their creation",
    query: PAGE,
    answers: { 200: { json: PROCESSES } },
  },
  process: {
    method: "GET",
    path: "/v1/processes/:id",
    summary: "A process: its parameters, phase, heights, census roots and count",
    params: ID,
    answers: { 200: { json: PROCESS } },
  },
  keys: {
    method: "GET",
    path: "/v1/processes/:id/keys",
    summary:
      "The key ceremony of a process with sealed ballots: its part, its messages, and who is missing by when",
    params: ID,
    answers: { 200: { json: KEYS } },
  },
  missing: {
    method: "GET",
    path: "/v1/missing",
    summary: "The keykeepers' messages that processes wait for: who is missing, and by when",
    answers: { 200: { json: MISSING } },
  },
  record: {
    method: "GET",
    path: "/v1/processes/:id/record",
    summary:
      "The process's record, with its path to a signed state root: of the last block, or of the block in which its votes were counted",
    params: ID,
    query: { at: { type: "string", enum: ["head", "count"], description: "head if left out" } },
    answers: { 200: { json: RECORD } },
  },
  results: {
    method: "GET",
    path: "/v1/processes/:id/results",
    summary: "The results document, byte for byte, after the count",
    params: ID,
    answers: { 200: { media: JSON_MEDIA } },
  },
  votesSignature: {
    method: "GET",
    path: "/v1/processes/:id/votes-signature",
    summary: "The signature of the node's oracle over the votes of the process's rollup, once it has made it",
    params: ID,
    answers: { 200: { json: VOTES_SIGNATURE } },
  },
  log: {
    method: "GET",
    path: "/v1/processes/:id/log",
    summary: "A page of the process's log of accepted votes",
    params: ID,
    query: PAGE,
    answers: { 200: { json: LOG } },
  },
  census: {
    method: "GET",
    path: "/v1/processes/:id/census",
    summary: "The census file, whole: of the present root, or of an earlier one of a dynamic census",
    params: ID,
    query: { root: { ...TEXT, description: "a census root of the process; the present one if left out" } },
    answers: { 200: { media: FILE } },
  },
  registrations: {
    method: "GET",
    path: "/v1/processes/:id/registrations",
    summary:
      "The census file of a process with registrations, whole, when registration is over: the chain makes it",
    params: ID,
    answers: { 200: { media: FILE } },
  },
  content: {
    method: "GET",
    path: "/v1/content/:hash",
    summary: "A file of a process, by the SHA3-256 that its content URI states",
    params: { hash: CONTENT_HASH },
    answers: { 200: { media: FILE } },
  },
  head: {
    method: "GET",
    path: "/v1/heads/:height",
    summary: "The signed head of a block: its state root, and the signature of the node that ordered it",
    params: { height: HEIGHT },
    answers: { 200: { json: HEAD } },
  },
  blocks: {
    method: "GET",
    path: "/v1/blocks",
    summary:
      "Blocks as lines of JSON, as `psephos ledger replay` reads them after the genesis document; or with the transactions about one process only",
    query: BLOCKS_PAGE,
    answers: { 200: { media: LINES } },
  },
  events: {
    method: "GET",
    path: "/v1/events",
    summary: "Server-sent events: blocks, and the states of transactions by id",
    query: { only: { type: "string", enum: ["blocks"] } },
    answers: { 200: { media: "text/event-stream" } },
  },
  vote: {
    method: "POST",
    path: "/v1/votes",
    summary:
      "A vote envelope in its canonical JSON; a vote that is recorded already is answered with its receipt",
    query: WAIT,
    body: { media: JSON_MEDIA, json: VOTE },
    answers: { 200: { json: RECEIPT }, 202: { json: VERIFIED } },
  },
  votes: {
    method: "POST",
    path: "/v1/votes/batch",
    summary: "Vote envelopes, one a line: a result for each, in their order",
    body: { media: LINES },
    answers: { 200: { json: BATCH } },
  },
  register: {
    method: "POST",
    path: "/v1/registrations",
    summary: "A registration in its canonical JSON",
    query: RECORDED_WAIT,
    body: { media: JSON_MEDIA, json: REGISTRATION },
    answers: { 200: { json: RECORDED }, 202: { json: VERIFIED } },
  },
  transaction: {
    method: "POST",
    path: "/v1/transactions",
    summary: "An oracle's attestation or a keykeeper's message, in its binary form",
    query: RECORDED_WAIT,
    body: { media: "application/cbor" },
    answers: { 200: { json: RECORDED }, 202: { json: VERIFIED } },
  },
  receipt: {
    method: "POST",
    path: "/v1/receipts",
    summary: "The receipt of a vote, for who knows the hash of its envelope",
    body: { media: JSON_MEDIA, json: RECEIPT_QUERY },
    answers: { 200: { json: RECEIPT } },
  },
  commitReceipt: {
    method: "POST",
    path: "/v1/receipts/commit",
    summary:
      "The receipt of a vote that more than two thirds of the validators signed, from a block after that of the vote on; a chain that one node orders has none",
    body: { media: JSON_MEDIA, json: RECEIPT_QUERY },
    answers: { 200: { json: COMMIT_RECEIPT } },
  },
  publish: {
    method: "POST",
    path: "/v1/content",
    summary: "A file that the content URI of a process of the chain names",
    body: { media: FILE },
    answers: { 201: { json: CONTENT } },
  },
  gateway: {
    method: "GET",
    path: "/v1/gateway",
    summary: "The node's own record as a gateway, signed by its validator's key",
    answers: { 200: { json: GATEWAY_RECORD } },
  },
  gateways: {
    method: "GET",
    path: "/v1/gateways",
    summary: "The signed records of gateways that the node knows, its own among them",
    answers: { 200: { json: GATEWAYS } },
  },
  announce: {
    method: "POST",
    path: "/v1/gateways",
    summary: "A gateway's signed record, in canonical JSON: the node checks it, and serves it to others",
    body: { media: JSON_MEDIA, json: GATEWAY_RECORD },
    answers: { 200: { json: ANNOUNCED } },
  },
  health: {
    method: "GET",
    path: "/health",
    summary: "Whether the node works and takes transactions",
    answers: { 200: { json: HEALTH } },
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    summary: "Figures for Prometheus",
    answers: { 200: { media: "text/plain" } },
  },
  openapi: {
    method: "GET",
    path: "/openapi.json",
    summary: "This document",
    answers: { 200: { media: JSON_MEDIA } },
  },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof ROUTES;
