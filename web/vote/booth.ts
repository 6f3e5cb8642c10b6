/** The voting booth: what a voter's page asks of its worker. All secrets stay here and in the page. */
import { hashTypedData } from "viem/utils";
import { encodeEnvelope, encodeRegistration, registrationTypedData } from "../../src/ballot/index.js";
import { fixedHex, type Hex, scalarToHex } from "../../src/bytes/index.js";
import {
  anonymitySet,
  type CensusSnapshot,
  createIdentity,
  type Identity,
  identityFromJson,
  identityFromSignatures,
  identityToJson,
  identityTypedData,
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
  sealingAtNode,
  votingProcessOf,
} from "../../src/lightclient/index.js";
import { openMetadata, type ProcessMetadata, parseContentUri } from "../../src/process/index.js";
import {
  castVote,
  createRegistration,
  memberOf,
  type Sealing,
  type VoterWallet,
} from "../../src/voter/index.js";
import { invitationAddress, signWithInvitation } from "../shared/invitation.js";
import type { ElectionLink } from "../shared/link.js";
import { nodesOf } from "../shared/nodes.js";
import type { Call } from "../shared/rpc.js";
import type {
  Anonymity,
  Ballot,
  Download,
  EarlierVote,
  Election,
  ElectionState,
  ReadyVote,
  Recorded,
  Voter,
} from "./booth-types.js";
import { electorateOf, loadCensus } from "./census.js";
import { type LoadedKeys, loadKeys } from "./keys.js";
import { type ReceiptCheck, receiptCheck } from "./receipt-check.js";
import { sendVote } from "./sending.js";
import { typedDataJson } from "./typed-data.js";

/** The most votes of a log that is read to find one's own. Above it, the node says if there is one when the next is sent. */
const MOST_READ = 20_000;
const PAGE = 1000;
/** Bytes of an election's picture. */
const MOST_PICTURE = 2 ** 19;
const SENDING = 120_000;

interface Opened {
  readonly link: ElectionLink;
  readonly node: OpenedNode;
  shown: NodeProcess;
  readonly metadata: ProcessMetadata;
}

export class Booth {
  readonly #fetch: typeof fetch;
  readonly #check: ReceiptCheck;
  #opened: Opened | undefined;
  #census: { readonly root: string; readonly loaded: Promise<CensusSnapshot> } | undefined;
  #keys: Promise<LoadedKeys> | undefined;
  #sealing: Promise<Sealing> | undefined;
  #identity: Identity | undefined;

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
    const client = nodesOf(link.nodes, this.#fetch);
    const genesis = await client.genesis(fixedHex(link.genesisHash, 32, "the genesis hash"), { signal });
    const node = { client, genesis };
    const shown = await processAtNode(node, link.processId);
    const { params } = shown.declaration;
    const { hash } = parseContentUri(params.metadata);
    ensure(
      hash,
      "process/content-unhashed",
      "the questions of this election have no hash, so no text can be checked",
    );
    const bytes = await client.content(hash, { maxBytes: 2 ** 21, signal });
    const key =
      link.key === undefined ? undefined : fixedHex(`0x${link.key}`, 32, "the key of the questions");
    const metadata = openMetadata(bytes, params, key);
    this.#opened = { link, node, shown, metadata };
    return { election: this.#election(this.#opened), state: await this.state() };
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

  #election({ node, shown, metadata }: Opened): Election {
    const { params, contract, entity } = shown.declaration;
    const { envelopeType, mode } = params;
    const { title, description, layout, questions } = metadata;
    return {
      processId: shown.answer.processId,
      contract,
      organiser: entity,
      chainId: node.genesis.evm?.chainId,
      title,
      description,
      layout,
      questions: envelopeType.serial
        ? questions.slice(shown.answer.question, shown.answer.question + 1)
        : questions,
      maxCount: params.maxCount,
      maxValue: params.maxValue,
      maxTotalCost: params.maxTotalCost,
      costExponent: params.costExponent,
      costFromWeight: envelopeType.costFromWeight,
      uniqueValues: envelopeType.uniqueValues,
      maxVoteOverwrites: params.maxVoteOverwrites,
      anonymous: envelopeType.anonymous,
      sealed: envelopeType.encryptedVotes,
      preRegister: mode.preRegister,
    };
  }

  /** Asks the node again. @throws as {@link processAtNode} */
  async state(): Promise<ElectionState> {
    const here = this.#here;
    const { node, link } = here;
    here.shown = await processAtNode(node, link.processId);
    const { head } = await node.client.chain();
    const { phase, start, end, votes, voters, registered, keyAt, params } = here.shown.answer;
    const hasKey = keyAt > 0 || !params.envelopeType.encryptedVotes;
    return { phase, start, end, height: head.height, time: head.time, votes, voters, registered, hasKey };
  }

  /** The census of the present root; read again when the root has changed. */
  #loadCensus(): Promise<CensusSnapshot> {
    const { node, shown } = this.#here;
    const root = presentRoot(shown.answer);
    if (this.#census?.root === root) return this.#census.loaded;
    const loaded = loadCensus(node, shown);
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

  get #purpose() {
    const { node, shown } = this.#here;
    const { contract, entity } = shown.declaration;
    ensure(node.genesis.evm, "census/chain-id", "the voting chain of this election has no chain for wallets");
    return { chainId: node.genesis.evm.chainId, contract, organiser: entity };
  }

  identityMessage(): { data: string } {
    return { data: typedDataJson(identityTypedData(this.#purpose)) };
  }

  /** @throws PsephosError as {@link identityFromSignatures} */
  async walletIdentity({
    address,
    signatures,
  }: {
    address: Hex;
    signatures: readonly [Hex, Hex];
  }): Promise<{ identity: string }> {
    return { identity: identityToJson(await identityFromSignatures(this.#purpose, address, signatures)) };
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

  get #voter(): Identity {
    ensure(this.#identity, "voter/not-in-census", "no identity is open in this page");
    return this.#identity;
  }

  async earlierVote(_: undefined, { tell, signal }: Call<Download>): Promise<EarlierVote | undefined> {
    const { node, shown, link } = this.#here;
    const { scope } = votingProcessOf(node, shown);
    const wanted = scalarToHex(nullifierOf(scope, this.#voter.secret));
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
    const sealing = envelopeType.encryptedVotes ? await this.#sealingOf(process) : undefined;
    const dynamicCensus = mode.dynamicCensus && !mode.preRegister;
    const { envelope } = await castVote(
      {
        ...{ process, identity: this.#voter, census, votes, weight, overwrite, dynamicCensus },
        ...(sealing ? { sealing } : {}),
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

  #sealingOf(process: ReturnType<typeof votingProcessOf>): Promise<Sealing> {
    const { node, shown } = this.#here;
    this.#sealing ??= sealingAtNode(node, shown, process);
    this.#sealing.catch(() => {
      this.#sealing = undefined;
    });
    return this.#sealing;
  }

  /** Sends a vote of this election, and waits until its receipt proves that it is recorded. @throws PsephosError as {@link sendVote} */
  send({ envelope }: { envelope: string }, { signal }: Pick<Call, "signal">): Promise<Recorded> {
    const { node, shown, link } = this.#here;
    return sendVote(envelope, { node, shown, processId: link.processId, check: this.#check, signal });
  }

  /** Why an address may register, from the census of addresses. @throws PsephosError `voter/not-in-census` */
  #eligible(address: Hex) {
    const { node, shown } = this.#here;
    return electorateOf(node, shown).then((electorate) => memberOf(electorate, address));
  }

  /** @param about `number`: 0 for an address's first registration, a higher one replaces it */
  async registrationMessage({
    address,
    number,
  }: {
    address: Hex;
    number: number;
  }): Promise<{ data: string }> {
    const { node, link } = this.#here;
    const { weight } = await this.#eligible(address);
    const { commitment } = this.#voter;
    const said = { processId: link.processId, commitment, weight, nonce: number };
    return { data: typedDataJson(registrationTypedData(node.genesis.hash, said)) };
  }

  /** Registers with an invitation's key in place of a wallet. @throws as {@link register} */
  async registerInvited({ invite, number }: { invite: Hex; number: number }): Promise<{ height: number }> {
    const address = invitationAddress(invite);
    return this.#register(address, number, async (data) => signWithInvitation(invite, hashTypedData(data)));
  }

  /** @throws PsephosError as {@link createRegistration}; the node's refusal */
  register({
    address,
    signature,
    number,
  }: {
    address: Hex;
    signature: Hex;
    number: number;
  }): Promise<{ height: number }> {
    return this.#register(address, number, () => Promise.resolve(signature));
  }

  async #register(
    address: Hex,
    number: number,
    signTypedData: VoterWallet["signTypedData"],
  ): Promise<{ height: number }> {
    const { node, link } = this.#here;
    const eligible = await this.#eligible(address);
    const never = () => Promise.reject(new TypeError("a registration is no message"));
    const registration = await createRegistration(
      {
        genesisHash: node.genesis.hash,
        processId: link.processId,
        identity: this.#voter,
        number,
        ...eligible,
      },
      { address, signMessage: never, signTypedData },
    );
    const sent = await node.client.register(encodeRegistration(registration), {
      wait: true,
      timeout: SENDING,
    });
    return { height: sent.state === "recorded" ? sent.height : (await this.state()).height };
  }

  /** Ends the prover's threads. */
  async close(): Promise<void> {
    const keys = await this.#keys?.catch(() => undefined);
    await Promise.all(
      [keys?.prover, keys?.verifier].map((one: Prover | Verifier | undefined) => one?.close()),
    );
  }
}
