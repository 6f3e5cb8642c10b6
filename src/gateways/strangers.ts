/** Addresses that others name: which ones are asked, and how. */
import { guardedFetch, isLoopbackHost, isPublicHost } from "../net/index.js";

/** Whether a text is the address of a gateway that may be asked: https of the public internet; of this machine only if `local`. */
export function mayAsk(address: string, local: boolean): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  if (username || password || search || hash) return false;
  if (local && isLoopbackHost(hostname)) return protocol === "http:" || protocol === "https:";
  return protocol === "https:" && isPublicHost(hostname);
}

/** `fetch` for GET at addresses that strangers name: a name that leads into a private network is refused when the connection is made. @param local allows that */
export const strangersFetch =
  (local: boolean): typeof fetch =>
  (input, init) =>
    guardedFetch(String(input), {
      signal: init?.signal ?? new AbortController().signal,
      reach: local ? "any" : "public",
    });
