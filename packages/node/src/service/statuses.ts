/** Which HTTP status each refusal and failure has: the only place that says it. The table of docs/node.md is made from it. */
import { type ErrorCode, PsephosError } from "psephos";

export interface StatusRow {
  readonly status: number;
  /** In words, for the document. */
  readonly when: string;
  /** The codes with this status; the row with none is that of all other codes of its kind. */
  readonly codes: readonly ErrorCode[];
}

export const REFUSED = 422;
export const FAILED = 500;

export const STATUSES: readonly StatusRow[] = [
  {
    status: 400,
    when: "what was sent is malformed, or not in its one form",
    codes: [
      "ballot/digest",
      "ballot/envelope",
      "ballot/key-indexes",
      "ballot/nonce-range",
      "ballot/not-canonical",
      "bytes/address",
      "bytes/hex",
      "bytes/non-canonical",
      "bytes/uint",
      "ledger/cbor",
      "ledger/form",
      "service/body",
      "service/query",
      "service/request",
    ],
  },
  {
    status: 404,
    when: "there is no such thing here, or not yet",
    codes: [
      "ledger/no-process",
      "ledger/not-counted",
      "service/before-snapshot",
      "service/no-block",
      "service/no-commits",
      "service/no-content",
      "service/no-gateway",
      "service/no-receipt",
      "service/no-record",
      "service/no-route",
      "service/no-signature",
    ],
  },
  {
    status: 405,
    when: "the address takes another method; `Allow` says which",
    codes: ["service/method"],
  },
  { status: 408, when: "the request came too slowly", codes: ["network/request-slow", "service/slow"] },
  {
    status: 409,
    when: "something else holds at present: another vote of the voter, another part of the process",
    codes: [
      "ledger/attested",
      "ledger/not-started",
      "ledger/old-word",
      "ledger/paused",
      "ledger/registered",
      "ledger/revealed",
      "ledger/round",
      "ledger/sequence",
      "ledger/stale-root",
      "ledger/superseded",
      "ledger/too-early",
      "seal/confirmed-twice",
      "seal/dealt-twice",
      "seal/window",
    ],
  },
  {
    status: 410,
    when: "it is over, and does not come back",
    codes: ["ledger/canceled", "ledger/ended", "ledger/registration-over"],
  },
  { status: 411, when: "the length of the body is not stated", codes: ["service/length"] },
  {
    status: 413,
    when: "the body is too large",
    codes: ["ledger/too-long", "network/request-size", "service/too-large"],
  },
  {
    status: 415,
    when: "the body has another media type than the route takes",
    codes: ["service/media-type"],
  },
  { status: REFUSED, when: "a rule refuses it: any other refusal", codes: [] },
  {
    status: 429,
    when: "too many requests, or too many false votes, from one address or for one process; `Retry-After` says when to come again",
    codes: ["service/rate"],
  },
  { status: 431, when: "the head of the request is too large", codes: ["service/headers"] },
  {
    status: FAILED,
    when: "a fault of the node: any other failure, without detail",
    codes: ["service/internal"],
  },
  {
    status: 503,
    when: "the node cannot do it now; `Retry-After` says when to come again",
    codes: [
      "comet/rpc",
      "facts/no-verifier",
      "groth16/closed",
      "network/busy",
      "ordering/apply",
      "ordering/catching-up",
      "ordering/full",
      "ordering/stopping",
      "ordering/storage",
      "service/busy",
      "service/content-store",
      "service/streams",
      "store/closed",
      "store/full",
      "store/write",
    ],
  },
];

const BY_CODE: ReadonlyMap<string, number> = new Map(
  STATUSES.flatMap(({ status, codes }) => codes.map((code) => [code, status] as const)),
);

/** The status of an error; 500 for an error that is no answer. */
export function statusOf(error: unknown): number {
  if (!(error instanceof PsephosError)) return FAILED;
  return BY_CODE.get(error.code) ?? (error.kind === "refused" ? REFUSED : FAILED);
}

/** The table of docs/node.md. */
export function statusTable(): string {
  const rows = STATUSES.map(({ status, when, codes }) => {
    const listed = codes.map((code) => `\`${code}\``).join(", ");
    return `| ${status} | ${when} | ${listed || "–"} |`;
  });
  return ["| status | when | codes |", "| --- | --- | --- |", ...rows].join("\n");
}
