/** A voting chain whose blocks a test makes one at a time, and keykeepers that follow it. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hexToBytes, toBytes } from "viem/utils";
import {
  createKeykeeper,
  initKeykeeper,
  type Keykeeper,
  type KeykeeperChain,
  type KeykeeperPublic,
} from "../../../packages/node/src/keykeeper/index.js";
import { open, passphraseKey } from "../../../packages/node/src/keykeeper/sealing.js";
import { type Head, signHead, validatorKey } from "../../../src/api/index.js";
import { encodeVotePackage, namedVoterId } from "../../../src/ballot/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import {
  type CheckedGenesis,
  decodeTransaction,
  encodeTransaction,
  type Facts,
  type KeyCeremony,
  type Lists,
  type NamedVote,
  type Parameters,
  readCeremony,
  type ToldBlock,
  type Transaction,
  type TransactionResult,
} from "../../../src/ledger/index.js";
import { sealBallot, sealLayered } from "../../../src/seal/index.js";
import { people } from "../../support/ledger/people.js";
import { namedCensus, namedVote, ruleFacts, scopeIn } from "../../support/ledger/votes.js";
import { bytesOf, testGenesis, World } from "../../support/ledger/world.js";

export const PASSPHRASE = "a passphrase for tests, of some length";
export const SCRYPT_N = 16;
export const VOTERS = people("sealed voter", 4);
const CENSUS = namedCensus(VOTERS, () => 1n);
const RULES = { maxCount: 1, maxValue: 3 };
const VALIDATOR = new Uint8Array(32).fill(7);

export const hexOf = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;

const folders: string[] = [];

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "psephos-keykeeper-"));
  folders.push(folder);
  return folder;
}

export const removeFolders = (): Promise<unknown> =>
  Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));

/** A node: it signs its heads, gives its blocks, and checks what it is sent as a node does. */
export class NodeWorld extends World {
  readonly told: ToldBlock[] = [];
  /** What was sent and is not in a block yet. */
  readonly pending: Uint8Array[] = [];
  /** All that was ever sent. */
  readonly received: Uint8Array[] = [];
  signer = VALIDATOR;
  #head: Head | undefined;
  #headSigner: Uint8Array | undefined;

  override async block(...transactions: readonly Transaction[]): Promise<readonly TransactionResult[]> {
    const all = [...transactions.map(encodeTransaction), ...this.pending.splice(0)];
    const applied = await this.ledger.apply(
      { height: this.ledger.height + 1, transactions: all },
      this.facts,
    );
    applied.commit();
    this.told.push({
      height: applied.height,
      transactions: all,
      stateRoot: hexOf(applied.stateRoot),
    });
    return applied.results.slice(0, transactions.length);
  }

  head(): Head {
    const { height } = this.ledger;
    if (this.#head?.height === height && this.#headSigner === this.signer) return this.#head;
    const stateRoot = hexOf(this.ledger.stateRoot);
    this.#head = signHead(this.genesis.hash, { height, time: 0, stateRoot }, this.signer);
    this.#headSigner = this.signer;
    return this.#head;
  }

  async submit(transaction: Uint8Array): Promise<void> {
    this.received.push(transaction);
    await this.ledger.check(transaction, this.facts);
    this.pending.push(transaction);
  }

  /** The transactions of one kind that were sent, without repetitions. */
  sent(kind: Transaction["kind"]): Transaction[] {
    const distinct = new Map(this.received.map((bytes) => [hexOf(bytes), bytes]));
    return [...distinct.values()].map(decodeTransaction).filter((tx) => tx.kind === kind);
  }
}

/** The chain as one keykeeper sees it. A test changes it to interfere. */
export class Link implements KeykeeperChain {
  readonly name: string;
  world: NodeWorld;
  heads = 0;

  constructor(world: NodeWorld, name = "the node") {
    this.world = world;
    this.name = name;
  }

  async head(_signal?: AbortSignal): Promise<Head> {
    this.heads += 1;
    return this.world.head();
  }

  async validators(): Promise<never> {
    throw new Error("one node orders this chain");
  }

  async blocks(from: number, _signal?: AbortSignal): Promise<readonly ToldBlock[]> {
    return this.world.told.slice(from - 1, from + 9);
  }

  submit(transaction: Uint8Array, _signal?: AbortSignal): Promise<void> {
    return this.world.submit(transaction);
  }
}

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A keykeeper's folder, and the program that runs on it. */
export class Member {
  readonly folder: string;
  readonly self: KeykeeperPublic;
  readonly log: LogLine[] = [];
  links: Link[] = [];
  /** How many statements its programs checked. */
  checked = 0;
  daemon: Keykeeper | undefined;

  constructor(folder: string, self: KeykeeperPublic) {
    this.folder = folder;
    this.self = self;
  }

  /** Starts a program on the folder. */
  async start(genesis: CheckedGenesis, ...links: Link[]): Promise<Keykeeper> {
    const note = (level: LogLine["level"]) => (fields: object, message: string) => {
      this.log.push({ level, fields: { ...fields }, message });
    };
    this.links = links;
    const { ask } = ruleFacts();
    const counted: Facts["ask"] = (statements) => {
      this.checked += statements.length;
      return ask(statements);
    };
    this.daemon = createKeykeeper({
      folder: this.folder,
      passphrase: PASSPHRASE,
      genesis,
      facts: { ask: counted },
      nodes: links,
      log: { info: note("info"), warn: note("warn"), error: note("error") },
      pollMs: 3,
    });
    await this.daemon.start();
    return this.daemon;
  }

  async stop(): Promise<void> {
    await this.daemon?.stop();
    this.daemon = undefined;
  }

  get status() {
    assert.ok(this.daemon);
    return this.daemon.status;
  }

  /** What it says of a process. */
  ceremony(processId: Hex) {
    const found = this.status.ceremonies.find((one) => one.processId === processId);
    assert.ok(found, "the keykeeper does not know the process");
    return found;
  }

  /** The texts of the ceremonies' files. */
  async records(): Promise<Record<string, unknown>[]> {
    const names = (await readdir(this.folder)).filter((name) => name.startsWith("ceremony-"));
    return Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(this.folder, name), "utf8"))),
    );
  }

  /** The three long-term secrets. */
  async secrets(): Promise<Uint8Array[]> {
    const { nonce, sealed, checksum, ...clear } = JSON.parse(
      await readFile(join(this.folder, "keykeeper.json"), "utf8"),
    );
    assert.ok(checksum);
    const key = await passphraseKey(PASSPHRASE, hexToBytes(clear.scrypt.salt), clear.scrypt.N);
    const bytes = open(key, JSON.stringify(clear), { nonce, sealed });
    assert.equal(bytes?.length, 96);
    return [0, 1, 2].map((i) => bytes!.slice(32 * i, 32 * (i + 1)));
  }
}

export async function newMembers(count: number): Promise<Member[]> {
  const made = Array.from({ length: count }, async () => {
    const folder = await newFolder();
    return new Member(folder, await initKeykeeper({ folder, passphrase: PASSPHRASE, scryptN: SCRYPT_N }));
  });
  return Promise.all(made);
}

const WINDOWS = { dealWindow: 4, complainWindow: 2, confirmWindow: 3 };

export function genesisOf(keykeepers: Lists["keykeepers"], parameters: Partial<Parameters> = WINDOWS) {
  const { lists } = testGenesis();
  return testGenesis({ lists: { ...lists, keykeepers, validators: [validatorKey(VALIDATOR)] } }, parameters);
}

export const thresholdOf = (
  members: readonly { readonly self: KeykeeperPublic }[],
  threshold: number,
  confirmations = threshold,
): Lists["keykeepers"] => ({
  kind: "threshold",
  addresses: members.map(({ self }) => self.address),
  publicKeys: members.map(({ self }) => toBytes(self.key)),
  threshold,
  confirmations,
});

export const layersOf = (members: readonly Member[]): Lists["keykeepers"] => ({
  kind: "layered",
  addresses: members.map(({ self }) => self.address),
});

export const newWorld = (genesis: CheckedGenesis): NodeWorld => new NodeWorld(ruleFacts(), genesis);

/** Waits until a condition holds. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let i = 0; i < 5000; i++) {
    if (holds()) return;
    await sleep(1);
  }
  assert.fail(`it does not happen: ${what}`);
}

/** Waits until every running keykeeper has done all that it does at the present height. */
export async function settled(members: readonly Member[]): Promise<void> {
  const running = members.filter(({ daemon }) => daemon?.status.running);
  const asked = ({ links }: Member) => Math.max(...links.map(({ heads }) => heads));
  const before = running.map(asked);
  await eventually("the keykeepers follow", () =>
    running.every((member, i) => !member.daemon?.status.running || asked(member) >= before[i]! + 2),
  );
}

/** One block after the other; between them the keykeepers act. */
export async function until(world: NodeWorld, members: readonly Member[], height: number): Promise<void> {
  await settled(members);
  while (world.ledger.height < height) {
    await world.block();
    await settled(members);
  }
}

export const SEALED = {
  censusRoot: CENSUS.root,
  envelopeType: { encryptedVotes: true },
  blockCount: 4,
} as const;

export function ceremonyIn(world: NodeWorld, processId: Hex) {
  const { state } = world.ledger;
  const found = readCeremony(state, state, world.process(processId).record);
  assert.ok(found);
  return found;
}

/** A sealed vote by name. @param world knows the process; @param state its ceremony, with a key */
export function sealedVote(
  world: World,
  processId: Hex,
  state: KeyCeremony,
  { voter: i, choice }: { readonly voter: number; readonly choice: number },
): Promise<NamedVote> {
  const voter = VOTERS[i]!;
  const scope = scopeIn(world, processId);
  const voterId = bytesOf(namedVoterId(voter.address, scope));
  const text = encodeVotePackage({ type: "poll-vote", votes: [choice] });
  const sealed = () => {
    if (state.kind === "layered") {
      const keys = state.publicKeys.map((key) => key!);
      return {
        encryptionKeyIndexes: keys.map((_, index) => index),
        votePackage: sealLayered(voterId, text, keys, RULES),
      };
    }
    const { plan, key } = state.ceremony;
    const election = { context: plan.context, scope, publicKey: key!.publicKey, rules: RULES };
    return { encryptionKeyIndexes: [state.round], votePackage: sealBallot(election, voterId, text) };
  };
  return namedVote(world, processId, voter, { ...CENSUS.member(i), ...sealed() });
}

export async function castSealed(
  world: NodeWorld,
  processId: Hex,
  voter: number,
  choice: number,
): Promise<void> {
  await world.take(await sealedVote(world, processId, ceremonyIn(world, processId), { voter, choice }));
}

/** Counts of the choices 0 to 3, after the votes are counted. */
export function countsOf(world: NodeWorld, processId: Hex): string[] {
  const { results } = world.process(processId);
  assert.ok(results, "the votes are not counted");
  const [question] = JSON.parse(results).questions;
  return question.results.map(({ count }: { count: string }) => count);
}

/** From the declaration to the first height that takes votes. */
export async function makeKey(world: NodeWorld, members: readonly Member[], processId: Hex): Promise<void> {
  await settled(members);
  for (let i = 0; i < 40 && world.process(processId).phase === "waiting"; i++) {
    await world.block();
    await settled(members);
  }
  assert.equal(world.process(processId).phase, "open", "there is no key");
}
