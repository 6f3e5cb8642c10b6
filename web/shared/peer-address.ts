/** Addresses of nodes that answer browsers over libp2p: `/dns4/HOST/tcp/PORT/wss/p2p/ID`. */

const PEER =
  /^\/(?:dns[46]?|ip4|(ip6))\/([\w.:-]+)\/tcp\/(\d{1,5})\/(?:wss?|tls\/ws)\/p2p\/[1-9A-HJ-NP-Za-km-z]{40,64}$/;

/** Where a node answers browsers over libp2p, as its client names it; undefined if it is not such an address. @param text `/dns4/HOST/tcp/PORT/wss/p2p/ID` */
export function nodeOfPeer(text: string): string | undefined {
  const [, six, host, port] = PEER.exec(text) ?? [];
  const url = six ? `https://[${host}]:${port}` : `https://${host}:${port}`;
  return host !== undefined && URL.canParse(url) ? url : undefined;
}
