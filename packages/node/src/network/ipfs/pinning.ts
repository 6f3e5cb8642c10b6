/**
 * Pinning services by the standard API (IPFS Pinning Service API 1.0): a service is told a CID and where its blocks are, and fetches them itself. The token is a secret: it is
 * in the header alone, never in an address or an error.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, Refusal } from "psephos";
import { messageOf, readBounded } from "./answers.js";

export interface PinningService {
  /** Such as `https://api.pinata.cloud/psa`; https, or http on this machine. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. Secret. */
  readonly token: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait until the service has the content; 60,000 by default. */
  readonly patience?: number;
}

export interface PinRequest {
  readonly cid: string;
  readonly name: string;
  /** Multiaddresses of who has the blocks. */
  readonly origins: readonly string[];
}

export const PIN_STATES = ["queued", "pinning", "pinned", "failed"] as const;
export type PinState = (typeof PIN_STATES)[number];

const TIMEOUT = 30_000;
const PATIENCE = 60_000;
const PAUSE = 1_000;
const MOST_ANSWER = 2 ** 18;
/** What the API allows. */
const MOST_NAME = 255;
const MOST_ORIGINS = 20;

interface PinStatus {
  readonly requestid: string;
  readonly status: PinState;
}

function ensureToken(token: string): void {
  if (!/^[\x21-\x7e]{1,4096}$/.test(token))
    throw new Refusal("network/token", "the token of a pinning service is visible ASCII without spaces", {
      hint: "Put the token, and nothing else, into the file.",
    });
}

function parseStatus(text: string): PinStatus {
  let document: Partial<PinStatus> | null = null;
  try {
    document = JSON.parse(text) as Partial<PinStatus> | null;
  } catch {
    // refused below
  }
  const { requestid, status } = document ?? {};
  if (typeof requestid !== "string" || !PIN_STATES.includes(status as PinState))
    throw new Failure("network/pinning", "the pinning service answered in another form than the API's");
  return { requestid, status: status as PinState };
}

async function call(service: PinningService, path: string, body?: object): Promise<PinStatus> {
  const late = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(`${service.url.replace(/\/+$/, "")}${path}`, {
      method: body ? "POST" : "GET",
      redirect: "error", // the token must not follow it
      headers: {
        authorization: `Bearer ${service.token}`,
        ...(body && { "content-type": "application/json" }),
      },
      signal: service.signal ? AbortSignal.any([service.signal, late]) : late,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await readBounded(response, MOST_ANSWER);
    if (response.ok) return parseStatus(text);
    throw new Failure(
      "network/pinning",
      `the pinning service answered ${response.status}: ${messageOf(text).replaceAll(service.token, "…")}`,
    );
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("network/pinning", "the pinning service did not answer", { cause });
  }
}

/**
 * Asks a service to pin, and waits until it has the content or its patience ends.
 * @returns the last state: `queued` or `pinning` if the service was not ready in time
 * @throws PsephosError `network/pinning`, `network/token`
 */
export async function pinAt(service: PinningService, { cid, name, origins }: PinRequest): Promise<PinState> {
  ensureToken(service.token);
  const end = performance.now() + (service.patience ?? PATIENCE);
  const body = { cid, name: name.slice(0, MOST_NAME), origins: origins.slice(0, MOST_ORIGINS) };
  let { requestid, status } = await call(service, "/pins", body);
  while ((status === "queued" || status === "pinning") && performance.now() + PAUSE < end) {
    await sleep(PAUSE, undefined, { signal: service.signal });
    ({ requestid, status } = await call(service, `/pins/${encodeURIComponent(requestid)}`));
  }
  if (status === "failed")
    throw new Failure("network/pinning", "the pinning service could not pin the content");
  return status;
}
