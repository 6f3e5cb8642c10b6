/**
 * Which hosts belong to the public internet. The rule is by exclusion, from IANA's special-purpose registries (RFC 6890 and its updates): loopback,
 * private, link-local, shared (CGNAT), multicast, documentation, benchmarking, reserved. In IPv6 only 2000::/3 is public, which leaves
 * out unspecified, loopback, IPv4-mapped, IPv4-compatible, NAT64, unique local, link-local, site-local and multicast at once.
 */

/** IPv4 networks that are not public. */
const IPV4: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

/** IPv6 networks within 2000::/3 that are not public, or which contain an IPv4 address. */
const IPV6: readonly (readonly [network: string, bits: number])[] = [
  ["2001::", 23], // Teredo, benchmarking, ORCHID and other protocols
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4
  ["3fff::", 20],
];

/** An address's bits as a number, or undefined if it is not a canonical dotted quad. */
function ipv4(text: string): bigint | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte < 256)
    ? BigInt(bytes.reduce((value, byte) => value * 256 + byte))
    : undefined;
}

/** An address's bits as a number, or undefined if it is not an IPv6 address. An address with a zone (fe80::1%eth0) is not accepted. */
function ipv6(text: string): bigint | undefined {
  if (!text.includes(":") || !URL.canParse(`http://[${text}]/`)) return undefined;
  // The platform writes it as in RFC 5952: only hex groups, at most one ::.
  const [head = "", tail] = new URL(`http://[${text}]/`).hostname.slice(1, -1).split("::");
  const groups = (part: string | undefined) => (part ? part.split(":") : []);
  const [left, right] = [groups(head), groups(tail)];
  const zeros = Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

const within = (value: bigint, network: bigint, bits: number, width: number): boolean =>
  value >> BigInt(width - bits) === network >> BigInt(width - bits);

/** Whether an IP address, as text, belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const four = ipv4(address);
  if (four !== undefined) return !IPV4.some(([network, bits]) => within(four, ipv4(network)!, bits, 32));
  const six = ipv6(address);
  if (six === undefined || !within(six, ipv6("2000::")!, 3, 128)) return false;
  return !IPV6.some(([network, bits]) => within(six, ipv6(network)!, bits, 128));
}

/** A URL's host without the brackets of IPv6, and without the dots that end a full name. */
const bare = (hostname: string): string =>
  hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.+$/, "")
    .toLowerCase();

/** Names that no public server has (RFC 6761, 6762, 8375, 9476), and names of one word, which a local resolver completes. */
const LOCAL_NAME =
  /^[^.]*$|(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa|test|invalid|alt)$/;

/**
 * Whether a URL's host may be of the public internet: a public address, or a name that may have one. The addresses of a name are checked when the
 * connection is made.
 * @param hostname as `URL.hostname` writes it, which turns 2130706433, 0x7f.1 and 0177.0.0.1 into 127.0.0.1
 */
export function isPublicHost(hostname: string): boolean {
  const host = bare(hostname);
  if (host.includes(":") || ipv4(host) !== undefined) return isPublicAddress(host);
  return host !== "" && !LOCAL_NAME.test(host);
}

/** Whether a URL's host is this machine, where plain http crosses no network. */
export function isLoopbackHost(hostname: string): boolean {
  const host = bare(hostname);
  return host === "localhost" || host === "::1" || (ipv4(host) !== undefined && host.startsWith("127."));
}
