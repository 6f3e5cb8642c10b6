/**
 * The open network on one machine, each host a network namespace with an address of the public internet that leads nowhere else: four validators with real engines, of which three are gateways with
 * TLS before them, two relays, a Kubo, and two hosts of voters. No host has a name server. What each host hears from which address is counted by its own kernel.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { ed25519 } from "@noble/curves/ed25519.js";
import { base58 } from "@scure/base";
import { joinHome } from "../../../../packages/node/src/main/index.js";
import { nodeIdOf } from "../../../../packages/node/src/ordering/comet/index.js";
import { KUBO } from "../../../../scripts/go/programs.js";
import { createNodeClient, type NodeClient } from "../../../../src/api/index.js";
import { type Hex, parseScalarHex, scalarToHex, toHex } from "../../../../src/bytes/index.js";
import {
  Census,
  createIdentity,
  identityFromSecret,
  identityToJson,
  writeSnapshot,
} from "../../../../src/census/index.js";
import { verificationKeyHash } from "../../../../src/groth16/index.js";
import { type CheckedGenesis, genesisText } from "../../../../src/ledger/index.js";
import { contentHash, keyId, Status } from "../../../../src/process/index.js";
import { seedOf as gossipSeedOf } from "../../../gateways/support.js";
import { until } from "../../../node/until.js";
import { censusCircuit } from "../../../voter/support.js";
import { startKubo } from "../../kubo.js";
import { ruleFacts } from "../../ledger/votes.js";
import { ORACLES, testGenesis, World } from "../../ledger/world.js";
import { ENGINE, keyOf, seedOf } from "../comet.js";
import { TestNetwork } from "../network.js";
import { Program } from "../program.js";
import { QUESTIONS } from "../questions.js";
import { temporaryFolder } from "../solo.js";
import type { Manner, Seen } from "./front.js";
import type { HostConfig } from "./host.js";
import type { VotersConfig } from "./voters.js";

/** The hosts, by number. The first gateway is the organiser's; the fourth validator is no gateway. */
export const VALIDATORS = [0, 1, 2, 3] as const;
export const GATEWAYS = [0, 1, 2] as const;
export const RELAYS = [4, 5] as const;
export const DIRECT = 6;
export const RELAYED = 7;
export const IPFS = 8;
const HOSTS = 9;

const NETWORK = "45.77.0";
const [P2P, GOSSIP] = [26_656, 4001];
const BLOCK_TIME = 500;
const PATIENCE = 120_000;
const HERE = import.meta.dirname;
const ROOT = join(HERE, "../../../..");
const run = promisify(execFile);

export const hasKubo = existsSync(KUBO.file);

const peerIdOf = (seed: Uint8Array): string =>
  base58.encode(new Uint8Array([0, 0x24, 8, 1, 0x12, 0x20, ...ed25519.getPublicKey(seed)]));

/** What a host heard: bytes and packets by the address of who sent them. */
export type Heard = ReadonlyMap<string, { readonly packets: number; readonly bytes: number }>;

export interface Poll {
  readonly world: World;
  readonly id: Hex;
}

export class OpenNetwork {
  readonly network: TestNetwork;
  readonly genesis: CheckedGenesis;
  readonly hosts = new Map<number, Program>();
  /** Of the validators, from outside of the network. */
  readonly clients: NodeClient[] = [];
  readonly secrets: readonly string[];
  readonly #folder: ReturnType<typeof temporaryFolder>;
  readonly #censusKey: Hex;
  readonly #census: Uint8Array;
  readonly #censusRoot: Hex;
  readonly #closing: (() => Promise<unknown>)[] = [];

  private constructor(
    network: TestNetwork,
    keyHash: Hex,
    voters: number,
    folder: ReturnType<typeof temporaryFolder>,
  ) {
    this.network = network;
    this.#folder = folder;
    this.#censusKey = keyId("census-7", keyHash);
    const identities = Array.from({ length: voters }, () => createIdentity());
    const census = new Census(
      7,
      identities.map(({ commitment }) => ({ commitment, weight: 1n })),
    );
    this.secrets = identities.map(({ secret }) => scalarToHex(secret));
    this.#census = writeSnapshot(census);
    this.#censusRoot = scalarToHex(census.root);
    const oracles = ORACLES.map(({ address }) => address);
    this.genesis = testGenesis({
      lists: { oracles, quorum: 2, keykeepers: null, validators: VALIDATORS.map(keyOf) },
      censusKeys: [{ circuit: "census-7", depth: 7, keyHash }],
    });
  }

  /** @param kubo whether the process's files are on IPFS; the nodes have them otherwise. Rejects where the system allows no namespaces or counters. */
  static async open(voters: number, kubo: boolean): Promise<{ net: OpenNetwork; poll: Poll }> {
    const { verificationKey } = await censusCircuit();
    const folder = temporaryFolder();
    const network = await TestNetwork.open(HOSTS, NETWORK);
    const net = new OpenNetwork(network, `0x${verificationKeyHash(verificationKey)}`, voters, folder);
    try {
      for (let host = 0; host < HOSTS; host++) await net.#count(host);
      return { net, poll: await net.#start(kubo) };
    } catch (error) {
      await net.close();
      throw error;
    }
  }

  address = (host: number): string => this.network.address(host);
  url = (host: number): string => `https://${this.address(host)}`;
  #path = (name: string): string => join(this.#folder.path, name);

  /** Words that run a program on a host, for which there is no name server. */
  #on(host: number): string[] {
    const dead = 'mount --bind /dev/null /etc/resolv.conf && exec "$@"';
    return [...this.network.on(host), "unshare", "--mount", "sh", "-c", dead, "sh"];
  }

  async #nft(host: number, rules: string): Promise<string> {
    const [program, ...words] = [...this.network.on(host), "nft", "-j", rules];
    return (await run(program!, words)).stdout;
  }

  async #count(host: number): Promise<void> {
    const set = "type ipv4_addr; flags dynamic; counter; size 1024;";
    const rules = [
      "add table inet watch",
      `add set inet watch from { ${set} }`,
      "add chain inet watch heard { type filter hook input priority -10; }",
      'add rule inet watch heard iifname "eth0" add @from { ip saddr }',
      "add chain inet watch cut_in { type filter hook input priority 0; }",
      "add chain inet watch cut_out { type filter hook output priority 0; }",
    ];
    await this.#nft(host, rules.join("; "));
  }

  async heard(host: number): Promise<Heard> {
    const { nftables } = JSON.parse(await this.#nft(host, "list set inet watch from"));
    const set = nftables.find((one: object) => "set" in one).set;
    return new Map(
      (set.elem ?? []).map(
        ({ elem }: { elem: { val: string; counter: { packets: number; bytes: number } } }) => [
          elem.val,
          elem.counter,
        ],
      ),
    );
  }

  /** Lets nothing through between a host and some addresses, or of a port, and tells nobody. */
  async cut(host: number, { from, port }: { readonly from?: readonly number[]; readonly port?: number }) {
    const rules = (from ?? []).flatMap((other) => [
      `add rule inet watch cut_in ip saddr ${this.address(other)} drop`,
      `add rule inet watch cut_out ip daddr ${this.address(other)} drop`,
    ]);
    if (port !== undefined)
      for (const chain of ["cut_in", "cut_out"])
        for (const end of ["sport", "dport"])
          rules.push(`add rule inet watch ${chain} tcp ${end} ${port} drop`);
    await this.#nft(host, rules.join("; "));
  }

  /** Takes a validator out of the consensus. Its gateway is reached as before. */
  cutConsensus = (host: number): Promise<void> => this.cut(host, { port: P2P });

  async heal(host: number): Promise<void> {
    await this.#nft(host, "flush chain inet watch cut_in; flush chain inet watch cut_out");
  }

  #program(host: number, file: string, config: unknown): Program {
    const path = this.#path(`host-${host}.json`);
    writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
    const words = [...this.#on(host), process.execPath, "--import", "tsx", join(HERE, file), path];
    const program = new Program(words, { ...process.env, NODE_EXTRA_CA_CERTS: this.#path("tls.crt") });
    this.#closing.push(() => program.close());
    this.hosts.set(host, program);
    return program;
  }

  async #run(host: number, config: Omit<HostConfig, "address">): Promise<void> {
    const program = this.#program(host, "host.ts", { address: this.address(host), ...config });
    await program.next();
  }

  #certify(): NonNullable<HostConfig["tls"]> {
    const [key, cert] = ["tls.key", "tls.crt"].map((name) => this.#path(name)) as [string, string];
    const hosts = [...GATEWAYS, ...RELAYS, IPFS];
    const words = [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
      ...["-keyout", key, "-out", cert, "-subj", "/CN=open network"],
      ...["-addext", `subjectAltName=${hosts.map((host) => `IP:${this.address(host)}`).join(",")}`],
    ];
    execFileSync("openssl", words, { stdio: "ignore" });
    return { key, cert };
  }

  /** A Kubo with its gateway behind TLS. @returns the content URIs of files that are published there */
  async #publish(tls: HostConfig["tls"], files: readonly string[]): Promise<string[]> {
    const kubo = await startKubo(this.#on(IPFS));
    this.#closing.push(() => kubo.close());
    await this.#run(IPFS, { behind: kubo.port, ...(tls && { tls }) });
    const cli = join(ROOT, "packages/node/src/main/cli.ts");
    const publish = ["publish", ...files, "--kubo", kubo.api, "--json"];
    const [program, ...rest] = [...this.#on(IPFS), process.execPath, "--import", "tsx", cli, ...publish];
    const { stdout } = await run(program!, rest, { cwd: ROOT });
    return (JSON.parse(stdout) as { files: { uri: string }[] }).files.map(({ uri }) => uri);
  }

  async #start(kubo: boolean): Promise<Poll> {
    const tls = this.#certify();
    const files = [this.#path("metadata.json"), this.#path("census.psc")] as const;
    writeFileSync(files[0], JSON.stringify(QUESTIONS));
    writeFileSync(files[1], this.#census);
    const uris = kubo
      ? await this.#publish(tls, files)
      : files.map((file) => `https://${NETWORK}.200/file!${contentHash(readFileSync(file))}`);
    const ids = VALIDATORS.map((i) => nodeIdOf(join(this.#path(`${i}`), "engine")));
    await Promise.all([
      ...VALIDATORS.map((i) => this.#startNode(i, { ids, tls, content: kubo ? [] : files })),
      ...RELAYS.map((host) => this.#run(host, { tls, relay: { gateways: GATEWAYS.map(this.url) } })),
    ]);
    const { clients } = this;
    for (const client of clients)
      await until("the chain begins", async () => (await client.chain()).accepting, PATIENCE);
    const world = new World(ruleFacts(), this.genesis);
    const [metadata, censusUri] = uris as [string, string];
    const id = await world.declare({
      ...{ blockCount: 0, censusRoot: this.#censusRoot, censusKey: this.#censusKey, metadata, censusUri },
      envelopeType: { anonymous: true },
    });
    for (const { transactions } of world.blocks)
      for (const bytes of transactions) await clients[3]!.transaction(bytes, { wait: true });
    for (const client of clients) {
      await until("the process opens", async () => (await client.process(id)).phase === "open", PATIENCE);
      const has = () =>
        client.census(id).then(
          () => true,
          () => false,
        );
      await until("the census is there", has, PATIENCE);
    }
    return { world, id };
  }

  async #startNode(
    i: number,
    { ids, tls, content }: { ids: readonly string[]; tls: HostConfig["tls"]; content: readonly string[] },
  ): Promise<void> {
    const home = this.#path(`${i}`);
    const others = VALIDATORS.filter((one) => one !== i);
    mkdirSync(home, { recursive: true });
    const peerSeed = (one: number) => gossipSeedOf(`open network ${one}`);
    const write = (name: string, seed: Uint8Array) =>
      writeFileSync(join(home, name), `${toHex(seed)}\n`, { mode: 0o600 });
    write("node.key", seedOf(i));
    write("gossip.key", peerSeed(i));
    const isGateway = (GATEWAYS as readonly number[]).includes(i);
    await joinHome({
      ...{ home, genesis: genesisText(this.genesis), keys: [], development: true },
      settings: {
        ...{ ordering: "comet", engine: ENGINE, blockTime: BLOCK_TIME, threads: 1, logLevel: "fatal" },
        p2p: `tcp://${this.address(i)}:${P2P}`,
        peers: others.map((one) => `${ids[one]}@${this.address(one)}:${P2P}`),
        gossip: [`/ip4/${this.address(i)}/tcp/${GOSSIP}`],
        gossipPeers: others.map(
          (one) => `/ip4/${this.address(one)}/tcp/${GOSSIP}/p2p/${peerIdOf(peerSeed(one))}`,
        ),
        ipfsGateways: [`${this.url(IPFS)}/ipfs/`],
        ...(isGateway && { addresses: [this.url(i)], trustProxy: ["127.0.0.1"] }),
        ...(i < RELAYS.length && { relays: [this.url(RELAYS[i]!)] }),
      },
    });
    const door = join(home, "door.sock");
    await this.#run(i, { node: { home, content, door }, ...(isGateway && tls && { tls }) });
    this.clients[i] = createNodeClient(await this.#openDoor(door));
  }

  /** A port of this machine that leads to a host's socket. */
  async #openDoor(socket: string): Promise<string> {
    const server = createServer((near) => {
      const far = connect(socket);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const)
        from.on("error", () => to.destroy()).pipe(to);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#closing.push(async () => server.close());
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  /** Voters on a host. @returns the code of what a look-up of a name gives there */
  async startVoters(host: number, { id }: Poll): Promise<string> {
    const config: VotersConfig = {
      ...{ genesisHash: toHex(this.genesis.hash), processId: id, secrets: this.secrets },
      gateways: GATEWAYS.map(this.url),
      relays: host === RELAYED ? RELAYS.map(this.url) : [],
    };
    const { dns } = await this.#program(host, "voters.ts", config).next<{ dns: string }>();
    return dns;
  }

  /** A voter of a host who uses the command. @returns the block of the receipt, and the envelope */
  async voteByCommand(host: number, voter: number, { id }: Poll, ways: readonly string[]) {
    const file = (name: string) => this.#path(`${name}-${voter}.json`);
    const identity = identityFromSecret(parseScalarHex(this.secrets[voter]!, "a secret"));
    writeFileSync(file("identity"), identityToJson(identity), { mode: 0o600 });
    const words = [
      ...[join(ROOT, "src/cli/main.ts"), "vote", `${voter % 4}`, ...ways, "--process-id", id, "--insecure"],
      ...["--genesis-hash", toHex(this.genesis.hash), "--identity", file("identity")],
      ...["--out", file("vote"), "--receipt", file("receipt"), "--json"],
    ];
    const [program, ...rest] = [...this.#on(host), process.execPath, "--import", "tsx", ...words];
    const cache = this.#path(`cache-${voter}`);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: this.#path("tls.crt"), XDG_CACHE_HOME: cache };
    const { stdout } = await run(program!, rest, { cwd: ROOT, env });
    const { receipt } = JSON.parse(stdout) as { receipt: { height: number } };
    return { height: receipt.height, envelope: readFileSync(file("vote"), "utf8").trim() };
  }

  setManner(host: number, manner: Manner): void {
    this.hosts.get(host)!.tell({ manner });
  }

  /** What the server of a host could see. */
  async seen(host: number): Promise<readonly Seen[]> {
    const program = this.hosts.get(host)!;
    program.tell({ seen: true });
    return (await program.next<{ seen: Seen[] }>()).seen;
  }

  /** Ends the process, and gives the results of each validator. */
  async results({ world, id }: Poll): Promise<string[]> {
    const before = world.blocks.length;
    await world.attest(id, { kind: "status", status: Status.ENDED });
    for (const { transactions } of world.blocks.slice(before))
      for (const bytes of transactions) await this.clients[3]!.transaction(bytes, { wait: true });
    return Promise.all(
      this.clients.map(async (client) => {
        const counted = () =>
          client.results(id).then(
            () => true,
            () => false,
          );
        await until("it is counted", counted, PATIENCE);
        return client.results(id);
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#closing.map((step) => step().catch(() => undefined)));
    await this.network.close();
    this.#folder.remove();
  }
}
