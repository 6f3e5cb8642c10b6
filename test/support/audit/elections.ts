/** Elections on one voting chain with real proofs and signatures, of every kind that a bundle can be of. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { validatorKey } from "../../../src/api/index.js";
import { VotingProcess } from "../../../src/ballot/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import { scalarToHex } from "../../../src/bytes/index.js";
import {
  Census,
  CensusSnapshot,
  createIdentity,
  type Identity,
  writeSnapshot,
} from "../../../src/census/index.js";
import { createFacts } from "../../../src/facts/index.js";
import {
  createProver,
  createVerifier,
  formatVerificationKeyFile,
  type Prover,
  type VerificationKeyJson,
  type Verifier,
} from "../../../src/groth16/index.js";
import { anonymousVote, namedVote, registration, registrations } from "../../../src/ledger/index.js";
import { contentHash, encodeMetadata, keyId, Status } from "../../../src/process/index.js";
import { sealBallot } from "../../../src/seal/index.js";
import {
  castNamedVote,
  castVote,
  createRegistration,
  layeredSealing,
  memberOf,
  type Sealing,
  type VoterWallet,
} from "../../../src/voter/index.js";
import { censusCircuit } from "../../voter/support.js";
import {
  type Council,
  council,
  type Layer,
  layerKeyOf,
  layerOf,
  layers,
  runCeremony,
  shareOf,
  thresholdIn,
} from "../ledger/council.js";
import { type Person, people } from "../ledger/people.js";
import { scopeIn } from "../ledger/votes.js";
import { ORACLES, type ParamsChange, testGenesis, World } from "../ledger/world.js";

export const VALIDATOR = sha256(utf8ToBytes("psephos test validator"));
const LISTS: Hex = `0x${"00".repeat(32)}`;

/** The file with the questions of all elections here. */
export const METADATA = encodeMetadata({
  version: "1.2",
  title: { default: "The new square" },
  description: { default: "What is built on the old market?" },
  layout: "single-choice",
  questions: ["First", "Second"].map((title) => ({
    title: { default: `${title} choice` },
    choices: ["Trees", "Benches", "A fountain", "Nothing"].map((choice, value) => ({
      title: { default: choice },
      value,
    })),
  })),
});
const METADATA_URI = `https://example.org/metadata.json!${contentHash(METADATA)}`;
const FIELDS = { maxCount: 2, maxValue: 3, metadata: METADATA_URI } as const;

/** The weights of the voters of an anonymous election. */
const WEIGHTS = [1n, 5n, 2n, 1n, 300n];

const walletOf = ({ account, address }: Person): VoterWallet => ({
  address,
  signMessage: (message) => account.signMessage({ message }),
  signTypedData: (data) => account.signTypedData(data),
});

interface Keys {
  readonly prover: Prover;
  readonly verifier: Verifier;
}

/** The chain, and what bundles of its elections need besides its blocks. */
export class Elections {
  readonly world: World;
  /** By root. */
  readonly censuses = new Map<string, Uint8Array>();
  readonly verificationKey: VerificationKeyJson;
  readonly #keys: Keys;
  readonly #council: Council;

  private constructor(world: World, keys: Keys, members: Council, verificationKey: VerificationKeyJson) {
    this.world = world;
    this.#keys = keys;
    this.#council = members;
    this.verificationKey = verificationKey;
  }

  /** A chain without processes. */
  static async begin(): Promise<Elections> {
    const circuit = await censusCircuit();
    const [prover, verifier] = [await createProver(circuit), await createVerifier(circuit.verificationKey)];
    const members = council(3, 2);
    const genesis = testGenesis({
      lists: {
        oracles: ORACLES.map(({ address }) => address),
        quorum: 2,
        keykeepers: members.keykeepers,
        validators: [validatorKey(VALIDATOR)],
      },
      censusKeys: [{ circuit: "census-7", depth: 7, keyHash: verifier.keyHash }],
    });
    const facts = createFacts({ verifiers: [{ circuit: "census-7", verifier }], insecure: true });
    return new Elections(new World(facts, genesis), { prover, verifier }, members, circuit.verificationKey);
  }

  async close(): Promise<void> {
    await Promise.all([this.#keys.prover.close(), this.#keys.verifier.close()]);
  }

  get verificationKeyFile(): string {
    return formatVerificationKeyFile(this.verificationKey);
  }

  get #censusKey(): Hex {
    return keyId("census-7", this.#keys.verifier.keyHash);
  }

  #census(entries: ConstructorParameters<typeof Census>[1], depth = 7): CensusSnapshot {
    const file = writeSnapshot(new Census(depth, entries));
    const snapshot = new CensusSnapshot(file);
    this.censuses.set(scalarToHex(snapshot.root), file);
    return snapshot;
  }

  #declare(census: CensusSnapshot, { envelopeType = {}, mode = {}, ...change }: ParamsChange): Promise<Hex> {
    return this.world.declare({
      ...FIELDS,
      censusRoot: scalarToHex(census.root),
      ...(envelopeType.anonymous ? { censusKey: this.#censusKey } : {}),
      envelopeType,
      mode,
      ...change,
    });
  }

  /** Declares a process of the present height, and goes to the height from which it takes votes. */
  async #opened(census: CensusSnapshot, change: ParamsChange): Promise<Hex> {
    const { world } = this;
    const id = await this.#declare(census, { startBlock: world.ledger.height + 3, blockCount: 8, ...change });
    if (change.envelopeType?.encryptedVotes && this.#threshold) await runCeremony(world, id, this.#council);
    const { start } = world.process(id);
    if (start !== undefined) await world.until(start - 1);
    return id;
  }

  get #threshold(): boolean {
    return this.#layers === undefined;
  }

  #layers: readonly Layer[] | undefined;

  #votingProcess(id: Hex, root: bigint): VotingProcess {
    const { declaration } = this.world.process(id);
    const { maxCount, maxValue, maxVoteOverwrites } = declaration.params;
    return new VotingProcess({
      contract: declaration.contract,
      processId: id,
      censusRoot: root,
      circuit: "census-7",
      censusKey: this.#censusKey,
      maxVoteOverwrites,
      ballot: { maxCount, maxValue },
    });
  }

  async #cast(
    id: Hex,
    census: CensusSnapshot,
    identity: Identity,
    votes: readonly number[],
    more: { readonly weight?: bigint; readonly overwrite?: number; readonly sealing?: Sealing } = {},
  ): Promise<void> {
    const process = this.#votingProcess(id, census.root);
    const cast = { process, identity, census, votes, ...more };
    const { envelope } = await castVote(cast, this.#keys, { insecure: true });
    await this.world.take(anonymousVote(envelope));
  }

  #voters() {
    const identities = WEIGHTS.map(() => createIdentity());
    const entries = identities.map(({ commitment }, i) => ({ commitment, weight: WEIGHTS[i]! }));
    return { identities, census: this.#census(entries) };
  }

  /** Anonymous, in the clear: five voters, two of whom vote again, and one ballot that breaks the rules. */
  async anonymous(): Promise<Hex> {
    const { identities, census } = this.#voters();
    const [ada, bob, cleo, dan, eve] = identities as [Identity, Identity, Identity, Identity, Identity];
    const rules = { envelopeType: { anonymous: true }, maxVoteOverwrites: 3, maxTotalCost: 4 };
    const id = await this.#opened(census, rules);
    await this.#cast(id, census, ada, [1, 2]);
    await this.#cast(id, census, bob, [3, 0], { weight: 4n });
    await this.#cast(id, census, ada, [0, 1], { overwrite: 1 });
    await this.#cast(id, census, cleo, [3, 3]);
    await this.#cast(id, census, dan, [2, 2]);
    await this.#cast(id, census, bob, [0, 3], { overwrite: 3 });
    await this.#cast(id, census, eve, [1, 1], { weight: 299n });
    await this.world.until(this.world.process(id).end!);
    return id;
  }

  /** Anonymous, sealed by a ceremony of two among three. */
  async sealed(): Promise<Hex> {
    const { world } = this;
    const { identities, census } = this.#voters();
    const id = await this.#opened(census, { envelopeType: { anonymous: true, encryptedVotes: true } });
    const { ceremony } = thresholdIn(world, id);
    const { maxCount, maxValue } = world.process(id).declaration.params;
    const election = {
      context: ceremony.plan.context,
      scope: scopeIn(world, id),
      publicKey: ceremony.key!.publicKey,
      rules: { maxCount, maxValue },
    };
    const sealing: Sealing = {
      indexes: [election.context.round],
      seal: (voterId, votePackage) => sealBallot(election, voterId, votePackage),
    };
    for (const [i, identity] of identities.slice(0, 4).entries())
      await this.#cast(id, census, identity, [i, 3 - i], { sealing });
    await world.until(world.process(id).end!);
    const { members } = this.#council;
    await world.take(shareOf(world, id, members[0]!));
    await world.take(shareOf(world, id, members[2]!));
    return id;
  }

  /** By name, on two questions one after the other, with a census that grows; one ballot breaks a rule. */
  async serial(): Promise<Hex> {
    const { world } = this;
    const members = people("bundle member", 4);
    const of = (count: number) =>
      this.#census(
        members
          .slice(0, count)
          .map(({ address }, i) => ({ commitment: BigInt(address), weight: BigInt(i + 1) })),
        3,
      );
    const [small, large] = [of(3), of(4)];
    const id = await this.#opened(small, {
      mode: { dynamicCensus: true },
      envelopeType: { serial: true, uniqueValues: true },
      questionCount: 2,
      blockCount: 0,
    });
    const vote = async (i: number, votes: readonly number[], census: CensusSnapshot) => {
      const { maxCount, maxValue } = FIELDS;
      const process = { processId: id, scope: scopeIn(world, id), maxVoteOverwrites: 0 };
      const cast = { process: { ...process, ballot: { maxCount, maxValue } }, votes };
      const eligible = { ...memberOf(census, members[i]!.address), censusRoot: scalarToHex(census.root) };
      await world.take(namedVote(await castNamedVote({ ...cast, ...eligible }, walletOf(members[i]!))));
    };
    await world.block();
    await vote(0, [1, 1], small);
    await vote(1, [2, 0], small);
    await world.attest(id, { kind: "question" });
    await world.attest(id, {
      kind: "census",
      root: scalarToHex(large.root),
      uri: "https://example.org/larger",
    });
    await vote(3, [3, 1], large);
    await vote(0, [0, 1], small);
    await world.attest(id, { kind: "status", status: Status.ENDED });
    return id;
  }

  /** Registrations by name, one of them replaced, and then anonymous votes. */
  async registered(): Promise<Hex> {
    const { world } = this;
    const members = people("bundle voter", 3);
    const byName = this.#census(
      members.map(({ address }, i) => ({ commitment: BigInt(address), weight: BigInt(i + 1) })),
    );
    const id = await this.#declare(byName, {
      mode: { preRegister: true },
      envelopeType: { anonymous: true },
      startBlock: world.ledger.height + 8,
      blockCount: 6,
    });
    const register = async (i: number, identity: Identity, number: number) => {
      const asked = { genesisHash: world.genesis.hash, processId: id, identity, number };
      const member = memberOf(byName, members[i]!.address);
      await world.take(
        registration(await createRegistration({ ...asked, ...member }, walletOf(members[i]!))),
      );
    };
    const identities = members.map(() => createIdentity());
    await register(0, createIdentity(), 0);
    for (const [i, identity] of identities.entries()) await register(i, identity, 1);
    await world.until(world.process(id).start!);
    const { record } = world.process(id);
    const census = new CensusSnapshot(
      writeSnapshot(new Census(7, [...registrations(world.ledger.state, record)])),
    );
    for (const [i, identity] of identities.entries()) await this.#cast(id, census, identity, [i, i]);
    await world.until(world.process(id).end!);
    return id;
  }

  /** By name, sealed in two layers, after the chain's lists were changed. */
  async layered(): Promise<Hex> {
    const { world } = this;
    const { keykeepers, members: keepers } = layers(2);
    this.#layers = keepers;
    await world.attest(LISTS, { kind: "lists", lists: { ...world.genesis.lists, keykeepers } });
    const members = people("bundle member", 3);
    const census = this.#census(
      members.map(({ address }) => ({ commitment: BigInt(address), weight: 1n })),
      2,
    );
    const id = await this.#opened(census, { envelopeType: { encryptedVotes: true }, censusOrigin: 1 });
    await world.take(...(await Promise.all(keepers.map((one) => layerOf(world, id, one)))));
    while (world.process(id).start === undefined) await world.block();
    await world.until(world.process(id).start! - 1);
    const rules = { maxCount: FIELDS.maxCount, maxValue: FIELDS.maxValue };
    const sealing = layeredSealing(
      keepers.map(({ keys }) => keys.publicKey),
      rules,
    );
    for (const [i, member] of members.entries()) {
      const process = { processId: id, scope: scopeIn(world, id), maxVoteOverwrites: 0, ballot: rules };
      const cast = { process, votes: [i, 1], sealing, ...memberOf(census, member.address) };
      await world.take(namedVote(await castNamedVote(cast, walletOf(member))));
    }
    await world.until(world.process(id).end!);
    for (const one of keepers) await world.take(layerKeyOf(world, id, one));
    return id;
  }

  /** Declared and canceled before the count. */
  async canceled(): Promise<Hex> {
    const { world } = this;
    const census = this.#census(
      [{ commitment: BigInt(people("bundle member", 1)[0]!.address), weight: 1n }],
      1,
    );
    const id = await this.#opened(census, {});
    await world.attest(id, { kind: "status", status: Status.CANCELED });
    return id;
  }
}
