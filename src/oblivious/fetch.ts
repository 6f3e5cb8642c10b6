/**
 * `fetch` through a relay: the relay sees who asks, the gateway sees what is asked, and neither sees both. It takes the place of the platform's `fetch` in a client of a node.
 */
import { readUpTo } from "../bytes/index.js";
import { ensureAble, Failure, Refusal } from "../errors/index.js";
import { binaryFetch } from "./binary-fetch.js";
import type { GatewayKey } from "./keys.js";
import { ANSWER_MEDIA, REQUEST_MEDIA, sealRequest } from "./messages.js";

export interface ObliviousOptions {
  /** The relay's address, such as `https://relay.example`. */
  readonly relay: string;
  /** The gateway's address; requests to other origins are refused. */
  readonly gateway: string;
  readonly key: GatewayKey;
  /** Carries the sealed messages; the platform's if left out. */
  readonly fetch?: typeof fetch;
}

/** The most bytes of a sealed answer. */
const MOST_ANSWER = 16 * 2 ** 20;
const tooLarge = () =>
  new Failure("oblivious/answer", `the relay's answer has more than ${MOST_ANSWER} bytes`);

/** Where a relay takes messages for a gateway. @throws PsephosError `oblivious/form` */
export function relayAddress(relay: string, gateway: string, door: "to" | "record" = "to"): string {
  for (const address of [relay, gateway])
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      throw new Refusal("oblivious/form", "a relay and a gateway have addresses of http or https");
  const url = new URL(relay);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${door}/${encodeURIComponent(new URL(gateway).host)}`;
  url.search = "";
  url.hash = "";
  return url.href;
}

/**
 * Makes the function. Each request is sealed anew, so that no two look alike.
 * @throws PsephosError `oblivious/form`. The function: `oblivious/form` (another origin), `oblivious/relay` (the relay or the gateway did not take the message), `oblivious/answer`,
 *   `oblivious/sealed`, `oblivious/http`
 */
export function obliviousFetch({
  relay,
  gateway,
  key,
  fetch: carry = fetch,
}: ObliviousOptions): typeof fetch {
  const door = relayAddress(relay, gateway);
  const { origin } = new URL(gateway);
  return binaryFetch(origin, async (request, signal) => {
    const sealed = await sealRequest(key, request);
    const response = await carry(door, {
      method: "POST",
      headers: { "content-type": REQUEST_MEDIA },
      body: sealed.bytes as BodyInit,
      signal: signal ?? null,
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
    if (!response.ok)
      throw new Failure("oblivious/relay", `the relay did not bring an answer: status ${response.status}`, {
        hint: "Try another relay, or fetch the gateway's record again: its key may be new.",
      });
    ensureAble(
      response.headers.get("content-type") === ANSWER_MEDIA,
      "oblivious/answer",
      "the relay's answer is not a sealed one",
    );
    return sealed.open(await readUpTo(response, MOST_ANSWER, tooLarge));
  });
}
