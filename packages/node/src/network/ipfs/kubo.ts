/**
 * The RPC of a Kubo, which its operator named. Blocks are given to it as a CAR and pinned; it needs no network for that. The RPC has no rights of its own: whoever reaches it
 * rules the Kubo, so it is on loopback or behind a token.
 */
import { Failure } from "psephos";
import { messageOf, readBounded } from "./answers.js";

export interface KuboOptions {
  /** Such as `http://127.0.0.1:5001`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. Secret. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; 120,000 by default. */
  readonly timeout?: number;
}

const TIMEOUT = 120_000;
const MOST_ANSWER = 2 ** 20;

/** @throws PsephosError `network/kubo` */
async function call(
  { url, token, signal, timeout = TIMEOUT }: KuboOptions,
  command: string,
  body?: FormData,
): Promise<string> {
  const late = AbortSignal.timeout(timeout);
  const base = url.replace(/\/+$/, "");
  let response: Response;
  try {
    response = await fetch(`${base}/api/v0/${command}`, {
      method: "POST",
      redirect: "error",
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: signal ? AbortSignal.any([signal, late]) : late,
      ...(body && { body }),
    });
    const text = await readBounded(response, MOST_ANSWER);
    if (response.ok) return text;
    throw new Failure("network/kubo", `Kubo answered ${response.status}: ${messageOf(text)}`);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("network/kubo", "Kubo's RPC did not answer", {
      cause,
      hint: "Is `ipfs daemon` running, and is this its RPC address (Addresses.API)?",
    });
  }
}

/** @throws PsephosError `network/kubo` */
function lines(text: string): unknown[] {
  try {
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as unknown);
  } catch (cause) {
    throw new Failure("network/kubo", "Kubo's answer is not JSON", { cause });
  }
}

interface PinnedRoot {
  readonly Root?: { readonly Cid?: { readonly "/"?: string }; readonly PinErrorMsg?: string };
}

/**
 * Gives a CAR to Kubo, which pins its roots.
 * @returns the roots that are pinned
 * @throws PsephosError `network/kubo`
 */
export async function pinCar(options: KuboOptions, car: Blob): Promise<string[]> {
  const body = new FormData();
  body.set("file", car, "content.car");
  const answer = await call(options, "dag/import?pin-roots=true&silent=false", body);
  return (lines(answer) as PinnedRoot[]).flatMap(({ Root }) => {
    if (!Root) return [];
    const cid = Root.Cid?.["/"];
    if (typeof cid !== "string" || Root.PinErrorMsg)
      throw new Failure("network/kubo", `Kubo did not pin a root: ${messageOf(Root.PinErrorMsg ?? "")}`);
    return [cid];
  });
}

/** Has Kubo find and pin what an address names: `CID` or `CID/path`. @throws PsephosError `network/kubo` */
export async function pinAddress(options: KuboOptions, address: string): Promise<void> {
  const [cid = "", ...path] = address.split("/");
  const name = [cid, ...path.map(decodeURIComponent)].join("/");
  await call(options, `pin/add?arg=${encodeURIComponent(`/ipfs/${name}`)}`);
}

/** Where other nodes of IPFS reach this Kubo: multiaddresses with its peer id. @throws PsephosError `network/kubo` */
export async function kuboAddresses(options: KuboOptions): Promise<string[]> {
  const [id] = lines(await call(options, "id")) as { readonly Addresses?: readonly string[] | null }[];
  return [...(id?.Addresses ?? [])];
}
