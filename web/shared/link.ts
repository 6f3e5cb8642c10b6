/**
 * Links to an election. All of it is in the fragment, which a browser sends to nobody:
 *
 *     vote/#election=0x…&genesis=0x…&node=https://…&node=https://…&proofs=https://…/census-7/&manifest=…
 *
 * `peer=/dns4/…/tcp/443/wss/p2p/…`, once or more, names nodes that the page reaches over libp2p if none answers over HTTP; then `node` may be left out.
 * `relay=https://…`, once or more, names relays of other operators than the nodes': then the page reaches the nodes through these alone, and they do not see who opens it.
 * `genesis` is the hash that the node's chain is held to, `manifest` the SHA-256 of the release's manifest, to which the proving files are held. With
 * both, the link's author has to be trusted and no host has. A link has no secret of a voter; an invitation's has one more part, `invite`: a one-time key, with
 * which its holder registers (`invitation.ts`).
 */
import { ensure } from "../../src/errors/index.js";
import type {} from "./codes.js";

type Hex = `0x${string}`;

/** A voting chain, and where its nodes and the proving files are: what an organiser's page starts with. */
export interface ChainLink {
  readonly genesisHash: Hex;
  /** Addresses of nodes, in the order in which they are asked. */
  readonly nodes: readonly string[];
  /** Addresses of nodes for libp2p, as multiaddresses: asked if none of the others answers. */
  readonly peers?: readonly string[];
  /** Addresses of relays: the nodes are asked through these alone. */
  readonly relays?: readonly string[];
  /** The proving files: mirrors of a release's folder, and the hash of its manifest. */
  readonly proofs: readonly string[];
  readonly manifest: string | undefined;
}

export interface ElectionLink extends ChainLink {
  readonly processId: Hex;
  /** Of encrypted questions: 64 hex digits. */
  readonly key: string | undefined;
}

/** An election's link for one person, who registers with it. */
export interface InvitationLink extends ElectionLink {
  /** 32 bytes. Secret. */
  readonly invite: Hex;
}

/** A receipt's vote, by its names: what a receipt's QR code has. Its relays are those through which the vote went. */
export interface VoteLink extends ElectionLink {
  /** Who runs each of the nodes: through a relay, only this validator's key is believed. */
  readonly validators?: readonly Hex[];
  readonly voterId: Hex;
  readonly envelopeHash: Hex;
}

const MOST = 8;
const HEX_32 = /^0x[0-9a-f]{64}$/;
const DIGITS = /^[0-9a-f]{64}$/;
/** The parts of a link. */
const KEYS: readonly string[] = [
  "election",
  "genesis",
  "node",
  "peer",
  "relay",
  "proofs",
  "manifest",
  "key",
  "voter",
  "envelope",
  "invite",
  "validator",
];
const LONGEST = 8192;

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);

/** Whether an address is https, or http on this machine, without a user name or a fragment. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  const safe = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
  return safe && username === "" && password === "" && hash === "";
}

function fields(fragment: string): URLSearchParams {
  ensure(fragment.length <= LONGEST, "shared/link", "the link is too long");
  const found = new URLSearchParams(fragment.replace(/^#/, ""));
  for (const name of found.keys())
    ensure(KEYS.includes(name), "shared/link", "the link has a part that this page does not know");
  return found;
}

function single(found: URLSearchParams, name: string, form: RegExp): string | undefined {
  const values = found.getAll(name);
  ensure(values.length <= 1, "shared/link", `the link has two values of ${name}`);
  const [value] = values;
  ensure(value === undefined || form.test(value), "shared/link", `the link has a malformed ${name}`);
  return value;
}

/** As far as a link is read: `peer-address.ts` reads it. */
const isPeerAddress = (text: string): boolean => /^\/[\w./:-]+\/p2p\/\w+$/.test(text);

function addresses(found: URLSearchParams, name: string, isOne = isWebAddress): string[] {
  const values = found.getAll(name);
  ensure(
    values.length <= MOST && values.every(isOne),
    "shared/link",
    `the link has a malformed address of ${name}`,
  );
  return values;
}

function required<T>(value: T | undefined, name: string): T {
  ensure(value !== undefined, "shared/link", `the link has no ${name}`);
  return value;
}

function chainOf(found: URLSearchParams): ChainLink {
  const nodes = addresses(found, "node");
  const peers = addresses(found, "peer", isPeerAddress);
  const relays = addresses(found, "relay");
  // A relay brings requests to a node's HTTP door.
  const reached = nodes.length > 0 || (peers.length > 0 && relays.length === 0);
  ensure(reached, "shared/link", "the link has no node");
  return {
    ...(relays.length > 0 && { relays }),
    ...(peers.length > 0 && { peers }),
    genesisHash: required(single(found, "genesis", HEX_32), "genesis") as Hex,
    nodes,
    proofs: addresses(found, "proofs"),
    manifest: single(found, "manifest", DIGITS),
  };
}

function electionOf(found: URLSearchParams): ElectionLink {
  return {
    ...chainOf(found),
    processId: required(single(found, "election", HEX_32), "election") as Hex,
    key: single(found, "key", DIGITS),
  };
}

/** @param fragment with or without # @throws PsephosError `shared/link` */
export const parseElectionLink = (fragment: string): ElectionLink => electionOf(fields(fragment));

/** The key of an invitation, if the link has one. @throws PsephosError `shared/link` */
export const invitationOf = (fragment: string): Hex | undefined =>
  single(fields(fragment), "invite", HEX_32) as Hex | undefined;

/** @param fragment with or without # @throws PsephosError `shared/link` */
export function parseVoteLink(fragment: string): VoteLink {
  const found = fields(fragment);
  const election = electionOf(found);
  const validators = found.getAll("validator") as Hex[];
  ensure(
    validators.length === 0 ||
      (validators.length === election.nodes.length && validators.every((one) => HEX_32.test(one))),
    "shared/link",
    "the link has a malformed validator",
  );
  return {
    ...election,
    ...(validators.length > 0 && { validators }),
    voterId: required(single(found, "voter", HEX_32), "voter") as Hex,
    envelopeHash: required(single(found, "envelope", HEX_32), "envelope") as Hex,
  };
}

/** A chain's link, or an election's, which is of a chain too. @param fragment with or without # @throws PsephosError `shared/link` */
export function parseChainLink(fragment: string): ChainLink | ElectionLink {
  const found = fields(fragment);
  return found.has("election") ? electionOf(found) : chainOf(found);
}

/** The fragment of a link, with #; the parse functions read it. */
export function formatLink(link: ChainLink | ElectionLink | InvitationLink | VoteLink): string {
  const { genesisHash, nodes, peers = [], relays = [], proofs, manifest } = link;
  const written = new URLSearchParams();
  if ("processId" in link) written.set("election", link.processId);
  written.set("genesis", genesisHash);
  for (const node of nodes) written.append("node", node);
  for (const peer of peers) written.append("peer", peer);
  for (const relay of relays) written.append("relay", relay);
  for (const mirror of proofs) written.append("proofs", mirror);
  if (manifest !== undefined) written.set("manifest", manifest);
  if ("key" in link && link.key !== undefined) written.set("key", link.key);
  if ("invite" in link) written.set("invite", link.invite);
  if ("voterId" in link) {
    for (const one of link.validators ?? []) written.append("validator", one);
    written.set("voter", link.voterId);
    written.set("envelope", link.envelopeHash);
  }
  return `#${written}`;
}
