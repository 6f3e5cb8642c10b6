/** Multiaddresses that others name: which ones are dialled. */
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import { Refusal } from "psephos";
import { isPublicHost } from "psephos/gateways";

const HOSTS = new Set(["ip4", "ip6", "dns4", "dns6", "dns"]);

/** A TCP address with a peer id. @throws PsephosError `network/multiaddr` */
export function peerAddress(text: string): Multiaddr {
  try {
    const address = multiaddr(text);
    const names = address.getComponents().map(({ name }) => name);
    if (names.length === 3 && HOSTS.has(names[0]!) && names[1] === "tcp" && names[2] === "p2p")
      return address;
  } catch {
    // told below
  }
  throw new Refusal(
    "network/multiaddr",
    "a peer's address is /ip4/HOST/tcp/PORT/p2p/ID, or with ip6 or dns",
    {
      hint: "The other node's log and its signed record have it.",
    },
  );
}

/** Whether an address is one of WebSocket, which browsers use. */
export const isWeb = (address: Multiaddr): boolean =>
  address.getComponents().some(({ name }) => name === "ws" || name === "wss");

/** Whether an address leads into the public internet, as far as it says. */
export function isPublic(address: Multiaddr): boolean {
  const [host] = address.getComponents();
  return host !== undefined && HOSTS.has(host.name) && isPublicHost(host.value ?? "");
}

/** Those of a stranger's addresses that may be dialled. @param anywhere also this machine and private networks */
export const dialable = (texts: readonly string[], anywhere: boolean): Multiaddr[] =>
  texts.flatMap((text) => {
    try {
      const address = peerAddress(text);
      return anywhere || isPublic(address) ? [address] : [];
    } catch {
      return [];
    }
  });
