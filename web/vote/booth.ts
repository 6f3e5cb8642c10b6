/** The voting booth: what a voter's page asks of its worker. All secrets stay here and in the page. What only some elections need is loaded when it is needed. */
import { encodeEnvelope, namedVoterId } from "../../src/ballot/index.js";
import { fixedHex, type Hex, scalarToHex } from "../../src/bytes/index.js";
import {
  anonymitySet,
  type CensusSnapshot,
  createIdentity,
  type Identity,
  identityFromJson,
  identityToJson,
  nullifierOf,
} from "../../src/census/index.js";
import { ensure } from "../../src/errors/index.js";
import type { Prover, Verifier } from "../../src/groth16/index.js";
import {
  ensureTakesVotes,
  type NodeProcess,
  type OpenedNode,
  presentRoot,
  processAtNode,
  type SealedFor,
  sealingAtNode,
  votingProcessOf,
} from "../../src/lightclient/index.js";
import { openMetadata, type ProcessMetadata, parseContentUri } from "../../src/process/index.js";
import { castVote, type Sealing } from "../../src/voter/index.js";
import type { ElectionLink } from "../shared/link.js";
import type { Call } from "../shared/rpc.js";
import type { TransportKind } from "../shared/transports.js";
import type {
  Anonymity,
  Ballot,
  Download,
  EarlierVote,
  Election,
  ElectionState,
  ReadyVote,
  Recorded,
  Registered,
  Standing,
  Voter,
  Waitable,
  Way,
} from "./booth-types.js";
import { loadCensus } from "./census.js";
import { electionOf, stateOf } from "./election.js";
import { type LoadedKeys, loadKeys } from "./keys.js";
import type { UnsignedVote } from "./named-votes.js";
import { type ReceiptCheck, receiptCheck } from "./receipt-check.js";
import { sendVote } from "./sending.js";
import { Ways } from "./ways.js";

const signing = () => import("./signing.js");
const waiting = () => import("./waiting-votes.js");
const named = () => import("./named-votes.js");

/** The most votes of a log that is read to find one's own. Above it, the node says if there is one when the next is sent. */
const MOST_READ = 20_000;
const PAGE = 1000;
/** Bytes of an election's picture. */
const MOST_PICTURE = 2 ** 19;

interface Opened {
  readonly link: ElectionLink;
  readonly node: OpenedNode;
  shown: NodeProcess;
  readonly metadata: ProcessMetadata;
}

export class Booth {
  readonly #fetch: typeof fetch;
  readonly #check: ReceiptCheck;
  #ways: Ways | undefined;
  #opened: Opened | undefined;
  #census: { readonly root: string; readonly loaded: Promise<CensusSnapshot> } | undefined;
  #keys: Promise<LoadedKeys> | undefined;
  #sealing: Promise<Sealing> | undefined;
  #identity: Identity | undefined;
  /** Who votes by name. */
  #account: Hex | undefined;
  #unsigned: UnsignedVote | undefined;

  /** @param several checks receipts that several validators signed. @param how requests are made */
  constructor(several: ReceiptCheck, how: typeof fetch = (...request) => fetch(...request)) {
    this.#check = receiptCheck(several);
    this.#fetch = how;
  }

  /** Reads the election of a link. @throws PsephosError `api/genesis`, `lightclient/process`, `process/metadata-…`, and those of the client */
  async open(
    link: ElectionLink,
    { signal }: Pick<Call, "signal">,
  ): Promise<{ election: Election; state: ElectionState }> {
    this.#ways ??= new Ways(link, this.#fetch);
    const ways = this.#ways;
    const genesis = await ways.open(signal);
    const node = {
      genesis,
      get client() {
        return ways.client;
      },
    };
    const shown = await processAtNode(node, link.processId);
    const { params } = shown.declaration;
    const { hash } = parseContentUri(params.metadata);
    ensure(
      hash,
      "process/content-unhashed",
      "the questions of this election have no hash, so no text can be checked",
    );
    const bytes = await node.client.content(hash, { maxBytes: 2 ** 21, signal });
    const key =
      link.key === undefined ? undefined : fixedHex(`0x${link.key}`, 32, "the key of the questions");
    const metadata = openMetadata(bytes, params, key);
    this.#opened = { link, node, shown, metadata };
    return { election: electionOf(this.#opened, metadata), state: await this.state() };
  }

  /** How requests go from now on: through a relay of another operator, if there is one. */
  async way(): Promise<Way> {
    const { node, metadata } = this.#here;
    await this.#ways!.find(node.genesis, metadata.gateways);
    return this.#ways!.shown;
  }

  /** What the voter chooses after a relay has failed: nothing else makes requests go directly. @throws PsephosError `voter/not-open`, `oblivious/…` */
  async takeWay({ kind }: { kind: TransportKind }): Promise<Way> {
    ensure(this.#ways, "voter/not-open", "no election is open in this page");
    await this.#ways.take(kind, this.#opened?.node.genesis, this.#opened?.metadata.gateways);
    return this.#ways.shown;
  }

  /** The election's picture, if it has one. @throws PsephosError those of the client */
  async picture(): Promise<Uint8Array | undefined> {
    const { node, metadata } = this.#here;
    if (metadata.headerImage === undefined) return undefined;
    return node.client.content(parseContentUri(metadata.headerImage).hash!, { maxBytes: MOST_PICTURE });
  }

  get #here(): Opened {
    ensure(this.#opened, "voter/not-open", "no election is open in this page");
    return this.#opened;
  }

  /** Asks the node again. @throws as {@link processAtNode} */
  async state(): Promise<ElectionState> {
    const here = this.#here;
    const { node, link } = here;
    here.shown = await processAtNode(node, link.processId);
    const { head } = await node.client.chain();
    return stateOf(here.shown, head);
  }

  /** The census of the present root; read again when the root has changed. */
  async #loadCensus(): Promise<CensusSnapshot> {
    await this.way();
    const { node, shown } = this.#here;
    const root = presentRoot(shown.answer);
    if (this.#census?.root === root) return this.#census.loaded;
    const loaded = loadCensus({ node, shown });
    this.#census = { root, loaded };
    loaded.catch(() => {
      this.#census = undefined;
    });
    return loaded;
  }

  #loadKeys(onProgress: (download: Download) => void): Promise<LoadedKeys> {
    const { link, node, shown } = this.#here;
    this.#keys ??= loadKeys(link, votingProcessOf(node, shown), this.#fetch, onProgress);
    // A download that failed is begun again; what it had is in the cache.
    this.#keys.catch(() => {
      this.#keys = undefined;
    });
    return this.#keys;
  }

  async load(_: undefined, { tell }: Pick<Call<Download>, "tell">): Promise<{ insecure: boolean }> {
    const { insecure } = await this.#loadKeys(tell);
    if (this.#here.shown.answer.phase === "open") await this.#loadCensus();
    return { insecure };
  }

  createIdentity(): { identity: string } {
    return { identity: identityToJson(createIdentity()) };
  }

  async identityMessage(): Promise<{ data: string }> {
    return { data: (await signing()).identityMessage(this.#here) };
  }

  /** @throws PsephosError as {@link identityFromSignatures} */
  async walletIdentity({
    address,
    signatures,
  }: {
    address: Hex;
    signatures: readonly [Hex, Hex];
  }): Promise<{ identity: string }> {
    return { identity: await (await signing()).walletIdentity(this.#here, address, signatures) };
  }

  /** @param given the identity's document. @throws PsephosError `census/identity-file` */
  async useIdentity({ identity: text }: { identity: string }): Promise<Voter> {
    const identity = identityFromJson(text);
    this.#identity = identity;
    const { declaration, answer } = this.#here.shown;
    const commitment = identity.commitment.toString();
    // The census of registrations is not there before they are over.
    if (declaration.params.mode.preRegister && answer.phase === "waiting")
      return { commitment, weight: undefined };
    const census = await this.#loadCensus();
    const index = census.heaviestIndexOf(identity.commitment);
    return { commitment, weight: index < 0 ? undefined : census.entry(index)?.weight };
  }

  /** Looks up an account of a list of addresses, who votes by name. @throws PsephosError `voter/census-root` */
  async useAccount({ address }: { address: Hex }): Promise<Voter> {
    const weight = await (await named()).weightOf(this.#here, address);
    this.#account = address;
    return { commitment: address, weight };
  }

  get #voter(): Identity {
    ensure(this.#identity, "voter/not-in-census", "no identity is open in this page");
    return this.#identity;
  }

  async earlierVote(_: undefined, { tell, signal }: Call<Download>): Promise<EarlierVote | undefined> {
    await this.way();
    const { node, shown, link } = this.#here;
    const wanted = shown.declaration.params.envelopeType.anonymous
      ? scalarToHex(nullifierOf(votingProcessOf(node, shown).scope, this.#voter.secret))
      : namedVoterId(this.#account!, (await named()).namedProcess(this.#here).scope);
    const { votes } = shown.answer;
    if (votes > MOST_READ) return undefined;
    let found: EarlierVote | undefined;
    for (let from = 0; from < votes; from += PAGE) {
      tell({ done: from, total: votes });
      const { entries } = await node.client.log(link.processId, { from, count: PAGE, signal });
      for (const { voterId, nonce } of entries)
        if (voterId === wanted && nonce >= (found?.overwrite ?? 0)) found = { overwrite: nonce };
    }
    return found;
  }

  /** @throws PsephosError `voter/not-in-census`, `census/weight-exceeded` */
  async anonymity({ weight }: { weight: bigint }): Promise<Anonymity> {
    const census = await this.#loadCensus();
    const index = census.heaviestIndexOf(this.#voter.commitment);
    const entry = index < 0 ? undefined : census.entry(index);
    ensure(entry, "voter/not-in-census", "this identity is not in the census of the process");
    const { size, sameWeight, saferWeight } = anonymitySet(census, weight, entry.weight);
    return { size, sameWeight, saferWeight };
  }

  /** @throws PsephosError as {@link castVote} and {@link sealingAtNode}; the signal's reason */
  async prepare(
    { votes, weight, overwrite }: Ballot,
    { tell, signal }: Call<{ stage: "witness" | "proof"; fraction: number }>,
  ): Promise<ReadyVote> {
    const here = this.#here;
    const { node } = here;
    const { mode, envelopeType } = here.shown.declaration.params;
    if (mode.dynamicCensus || envelopeType.serial) await this.state();
    ensureTakesVotes(here.shown.answer);
    const process = votingProcessOf(node, here.shown);
    const [census, { prover, verifier, insecure }] = await Promise.all([
      this.#loadCensus(),
      this.#loadKeys(() => {}),
    ]);
    signal.throwIfAborted();
    const sealed = await this.#sealingOf(process);
    const dynamicCensus = mode.dynamicCensus && !mode.preRegister;
    const { envelope } = await castVote(
      {
        ...{ process, identity: this.#voter, census, votes, weight, overwrite, dynamicCensus },
        ...(sealed ? { sealing: sealed } : {}),
      },
      { prover, verifier },
      {
        insecure,
        signal,
        onProgress: ({ stage, fraction }) => stage !== "done" && tell({ stage, fraction }),
      },
    );
    return { envelope: encodeEnvelope(envelope) };
  }

  /** How ballots of this election are sealed, if they are. */
  #sealingOf(process: SealedFor): Promise<Sealing> | undefined {
    const { node, shown } = this.#here;
    if (!shown.declaration.params.envelopeType.encryptedVotes) return undefined;
    this.#sealing ??= sealingAtNode(node, shown, process);
    this.#sealing.catch(() => {
      this.#sealing = undefined;
    });
    return this.#sealing;
  }

  /** Packs and seals a vote by name. @returns what the wallet signs. @throws PsephosError as {@link namedVote} */
  async prepareNamed(ballot: Omit<Ballot, "weight">): Promise<{ text: string }> {
    const here = this.#here;
    await this.state();
    ensureTakesVotes(here.shown.answer);
    const { namedProcess, namedVote } = await named();
    const sealed = await this.#sealingOf(namedProcess(here));
    this.#unsigned = await namedVote(here, this.#account!, ballot, sealed);
    return { text: this.#unsigned.text };
  }

  /** @throws PsephosError `voter/signature` */
  async signNamed({ signature }: { signature: Hex }): Promise<ReadyVote> {
    return { envelope: await this.#unsigned!.sign(signature) };
  }

  /** @throws PsephosError as {@link processAtNode} */
  async waitable(): Promise<Waitable> {
    await this.state();
    return (await waiting()).waitable(this.#here);
  }

  /** @param within milliseconds */
  async draw({ within }: { within: number }): Promise<{ delay: number; basis: string }> {
    return (await waiting()).draw(this.#here, within);
  }

  /** @throws PsephosError as {@link processAtNode}, `ballot/envelope` */
  async standing(vote: { envelope: string; basis: string }): Promise<Standing> {
    await this.state();
    return (await waiting()).standing(this.#here, vote);
  }

  /** Sends a vote of this election, and waits until its receipt proves that it is recorded. @throws PsephosError as {@link sendVote} */
  async send({ envelope }: { envelope: string }, { signal }: Pick<Call, "signal">): Promise<Recorded> {
    await this.way();
    const { node, shown, link } = this.#here;
    const sending = { node, shown, processId: link.processId, check: this.#check, signal };
    return { ...(await sendVote(envelope, sending)), way: this.#ways!.shown };
  }

  /** @param about `number`: 0 for an address's first registration, a higher one replaces it */
  async registrationMessage(about: { address: Hex; number: number }): Promise<{ data: string }> {
    const who = { identity: this.#voter, ...about };
    return { data: await (await signing()).registrationMessage(this.#here, who) };
  }

  /** Registers with an invitation's key in place of a wallet. @throws as {@link register} */
  async registerInvited({ invite, number }: { invite: Hex; number: number }): Promise<Registered> {
    const who = { identity: this.#voter, number };
    return this.#register(await (await signing()).invitedRegistration(this.#here, invite, who));
  }

  /** @throws PsephosError as {@link createRegistration}; the node's refusal */
  async register({
    address,
    signature,
    number,
  }: {
    address: Hex;
    signature: Hex;
    number: number;
  }): Promise<Registered> {
    const who = { identity: this.#voter, address, number };
    return this.#register(await (await signing()).registration(this.#here, who, async () => signature));
  }

  async #register(registration: string): Promise<Registered> {
    const { sendRegistration } = await import("./registering.js");
    await this.way();
    return sendRegistration(registration, this.#ways!.each, this.#ways!.others);
  }

  /** Ends the prover's threads. */
  async close(): Promise<void> {
    await this.#ways?.close();
    const keys = await this.#keys?.catch(() => undefined);
    await Promise.all(
      [keys?.prover, keys?.verifier].map((one: Prover | Verifier | undefined) => one?.close()),
    );
  }
}
