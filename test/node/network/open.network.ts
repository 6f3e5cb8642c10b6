// The open network at its worst, on one machine: Kubo, libp2p and CometBFT as they are, four validators, three gateways, two relays and the voters on hosts of their own. The organiser's gateway
// refuses votes, there is no name server, two of three gateways are cut off, the organiser's validator is out of the consensus, and a relay drops and repeats: all votes arrive, once each. Who
// heard whom is counted by each host's kernel, and held against what docs/network.md promises. It needs Linux, root, nft, openssl, and the engine. NETWORK=whole has 200 votes, and the files on a Kubo.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { median } from "../../../bench/support/measure.js";
import { hasEngine } from "../../support/node/comet.js";
import type { Seen } from "../../support/node/open-network/front.js";
import {
  DIRECT,
  GATEWAYS,
  hasKubo,
  IPFS,
  OpenNetwork,
  type Poll,
  RELAYED,
  RELAYS,
  VALIDATORS,
} from "../../support/node/open-network/scene.js";
import type { Call, Told } from "../../support/node/open-network/voters.js";
import { until } from "../until.js";

const isSmall = process.env.NETWORK !== "whole";
const VOTES = isSmall ? 36 : 200;
const PATIENCE = 120_000;
const GATEWAY_PATH = "/.well-known/ohttp-gateway";
const HEAD_AND_TAG = 55;
const PADDED = 4096;

/** Why it cannot run here. */
function missing(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "it makes network namespaces: run it as root, on Linux";
  if (!hasEngine) return "there is no engine (npm run build:cometbft)";
  if (!isSmall && !hasKubo) return "there is no Kubo (npm run build:kubo)";
  for (const program of ["ip", "nft", "openssl", "unshare"])
    try {
      execFileSync("which", [program], { stdio: "ignore" });
    } catch {
      return `the program ${program} is not installed`;
    }
  return undefined;
}

describe("node: the open network", function () {
  this.timeout(900_000);
  let net: OpenNetwork;
  let poll: Poll;
  /** By voter. */
  const told = new Map<number, Told>();
  const times: Record<string, number[]> = {};
  let next = 0;

  before(async function () {
    const why = missing();
    if (why) {
      console.log(`      skipped: ${why}`);
      return this.skip();
    }
    ({ net, poll } = await OpenNetwork.open(VOTES, !isSmall));
    const answers = [];
    for (const host of [DIRECT, RELAYED]) answers.push(await net.startVoters(host, poll));
    assert.ok(
      answers.every((code) => /^E/.test(code)),
      `a name server answers: ${answers}`,
    );
  });
  after(() => net?.close());

  /** Half of the next voters are on the host that goes directly, half on the one that has relays. */
  async function vote(name: string, count: number, receipt = true): Promise<number[]> {
    const voters = Array.from({ length: count }, () => next++);
    const halves = { directly: voters.slice(0, count / 2), "by relays": voters.slice(count / 2) };
    await Promise.all(
      Object.entries(halves).map(async ([way, half], i) => {
        const took = await call([DIRECT, RELAYED][i]!, half, { vote: half, receipt });
        if (receipt) times[`${name}, ${way}`] = took;
      }),
    );
    return voters;
  }

  async function call(host: number, voters: readonly number[], what: Call): Promise<number[]> {
    const program = net.hosts.get(host)!;
    program.tell(what);
    const took: number[] = [];
    for (const _ of voters) {
      const one = await program.next<Told>();
      told.set(one.voter, one);
      took.push(one.took);
    }
    return took;
  }

  async function byCommand(host: number, ways: readonly string[]): Promise<void> {
    const voter = next++;
    const began = performance.now();
    const { envelope, height } = await net.voteByCommand(host, voter, poll, ways);
    const { nullifier } = JSON.parse(envelope) as { nullifier: Told["nullifier"] };
    const took = performance.now() - began;
    told.set(voter, { ...{ voter, nullifier, envelope, height, took }, by: "the command", tried: [] });
  }

  const isDirect = (voter: number, first: number, count: number) => voter - first < count / 2;
  const recordedAt = async (host: number) => (await net.clients[host]!.process(poll.id)).votes;
  const PART = VOTES / (isSmall ? 3 : 4);

  it("records votes while a relay drops and repeats what it is given", async () => {
    net.setManner(RELAYS[1], "drops and repeats");
    await vote("a relay drops and repeats", PART);
    assert.equal(await recordedAt(3), PART);
  });

  it("records votes while the organiser's gateway refuses them", async () => {
    net.setManner(GATEWAYS[0], "refuses");
    // Two of them use the command, each from a host: one begins with the gateway that refuses.
    const commands = [
      byCommand(DIRECT, ["--node", net.url(GATEWAYS[0])]),
      byCommand(RELAYED, ["--node", net.url(GATEWAYS[1]), "--relay", net.url(RELAYS[0])]),
    ];
    const voters = await vote("the organiser's gateway refuses votes", PART - commands.length);
    await Promise.all(commands);
    net.setManner(GATEWAYS[0], "honest");
    for (const voter of voters) assert.ok(!told.get(voter)!.by.endsWith(net.url(GATEWAYS[0])));
    assert.ok(
      voters.some((voter) => told.get(voter)!.tried.length > 0),
      "nobody met the gateway that refuses",
    );
    assert.equal(await recordedAt(3), 2 * PART);
  });

  it("records votes that reach nobody but the organiser's gateway, whose validator is out of the consensus", async () => {
    for (const host of GATEWAYS.slice(1)) await net.cut(host, { from: [DIRECT, RELAYED, ...RELAYS] });
    await net.cutConsensus(GATEWAYS[0]);
    const first = next;
    const before = await recordedAt(0);
    const cut = await vote("", PART, false);
    if (!isSmall) {
      const { clients } = net;
      await until("it knows", async () => !(await clients[0]!.chain()).accepting, PATIENCE);
      cut.push(...(await vote("", PART, false)));
    }
    await until("the others record them", async () => (await recordedAt(3)) === VOTES, PATIENCE);
    assert.equal(await recordedAt(0), before, "a validator alone recorded votes");
    for (const voter of cut) assert.ok(told.get(voter)!.by.endsWith(net.url(GATEWAYS[0])));
    for (const host of GATEWAYS) await net.heal(host);
    await until("the organiser's validator has them", async () => (await recordedAt(0)) === VOTES, PATIENCE);
    const direct = cut.filter((voter) => isDirect((voter - first) % PART, 0, PART));
    const relayed = cut.filter((voter) => !direct.includes(voter));
    await Promise.all([
      call(DIRECT, direct, { receipts: direct }),
      call(RELAYED, relayed, { receipts: relayed }),
    ]);
  });

  it("has each vote once, with its voter's receipt, and the right result, at every validator", async () => {
    assert.equal(told.size, VOTES);
    assert.ok([...told.values()].every(({ height }) => height !== null));
    const sent = [...told.values()].map(({ nullifier }) => nullifier).sort();
    for (const client of net.clients) {
      const { size, entries } = await client.log(poll.id, { from: 0, count: VOTES });
      assert.equal(size, VOTES);
      assert.deepEqual(entries.map(({ voterId }) => voterId).sort(), sent);
    }
    const [first, ...others] = await net.results(poll);
    for (const other of others) assert.equal(other, first);
    const { questions } = JSON.parse(first!) as {
      questions: { invalid: string; results: { count: string }[] }[];
    };
    const counts = [0, 1, 2, 3].map(
      (value) => `${[...told.keys()].filter((one) => one % 4 === value).length}`,
    );
    assert.deepEqual([questions[0]!.invalid, questions[0]!.results.map(({ count }) => count)], ["0", counts]);
  });

  it("shows nobody more than docs/network.md says", async () => {
    const name = new Map<string, string>([
      ...VALIDATORS.map((host): [string, string] => [net.address(host), `validator ${host + 1}`]),
      ...RELAYS.map((host, i): [string, string] => [net.address(host), `relay ${i + 1}`]),
      [net.address(DIRECT), "direct voters"],
      [net.address(RELAYED), "relays' voters"],
      [net.address(IPFS), "Kubo"],
    ]);
    const heard = new Map<string, Map<string, number>>();
    for (let host = 0; host < name.size; host++) {
      const from = [...(await net.heard(host))].map(([address, { bytes }]): [string, number] => [
        name.get(address) ?? address,
        bytes,
      ]);
      heard.set(name.get(net.address(host))!, new Map(from));
    }
    tell(heard);
    const heardBy = (host: number) => [...heard.get(name.get(net.address(host))!)!.keys()].sort();
    const named = (hosts: readonly number[]) => hosts.map((host) => name.get(net.address(host))!);
    const validators = named(VALIDATORS);
    // A voter with relays speaks with them alone: no gateway, no validator and no Kubo hears its address.
    assert.deepEqual(heardBy(RELAYED), named(RELAYS));
    assert.deepEqual(heardBy(DIRECT), named(GATEWAYS));
    for (const host of GATEWAYS)
      assert.deepEqual(
        new Set(heardBy(host)),
        new Set([
          ...validators.filter((_, i) => i !== host),
          ...named([...RELAYS, DIRECT]),
          ...(isSmall ? [] : ["Kubo"]),
        ]),
      );
    assert.deepEqual(new Set(heardBy(3)), new Set([...validators.slice(0, 3), ...(isSmall ? [] : ["Kubo"])]));
    for (const host of RELAYS)
      assert.deepEqual(new Set(heardBy(host)), new Set([...named(GATEWAYS), "relays' voters"]));
    if (!isSmall) assert.deepEqual(heardBy(IPFS), validators);
    await ensureSeen();
  });

  /** What each server saw of requests. */
  async function ensureSeen(): Promise<void> {
    const [gateways, relays] = await Promise.all(
      [GATEWAYS, RELAYS].map((hosts) => Promise.all(hosts.map((host) => net.seen(host)))),
    );
    const raw = (hex: string) => Buffer.from(hex.slice(2), "hex");
    const needles = [poll.id, ...[...told.values()].map(({ nullifier }) => nullifier)].flatMap((hex) => [
      Buffer.from(hex.slice(2)),
      raw(hex),
    ]);
    const words = ["nullifier", "votePackage", "proof", "/v1/"].map((word) => Buffer.from(word));
    const shows = ({ path, body }: Seen) => {
      const bytes = Buffer.concat([Buffer.from(path), Buffer.from(body, "base64")]);
      return [...needles, ...words].some((needle) => bytes.includes(needle));
    };
    for (const [i, seen] of relays!.entries()) {
      assert.ok(seen.length > VOTES / 4, `relay ${i + 1} carried ${seen.length} requests`);
      for (const one of seen) {
        assert.equal(one.from, net.address(RELAYED));
        assert.match(one.path, /^\/(?:to|record)\/45\.77\.0\.[123]$/);
        assert.equal(shows(one), false, "a relay saw what it carries");
        if (one.method === "POST")
          assert.equal((Buffer.from(one.body, "base64").length - HEAD_AND_TAG) % PADDED, 0);
      }
    }
    const all = gateways!.flat();
    const sealed = all.filter(({ path, method }) => method === "POST" && path === GATEWAY_PATH);
    const open = all.filter(({ path }) => path.startsWith("/v1/votes"));
    assert.ok(open.some(shows), "a vote that is sent directly shows its voter's nullifier to the gateway");
    assert.ok(!sealed.some(shows), "a sealed vote was readable where TLS ends");
    const from = (seen: readonly Seen[]) => [...new Set(seen.map((one) => one.from))].sort();
    assert.deepEqual(from(sealed), RELAYS.map(net.address));
    assert.deepEqual(from(open), [net.address(DIRECT)]);
    assert.ok(
      !JSON.stringify(all).includes(net.address(RELAYED)),
      "a gateway saw the address of a relay's voter",
    );
    const bodies = sealed.map(({ body }) => body);
    assert.ok(new Set(bodies).size < bodies.length, "the relay repeated nothing");
    console.log(
      `      sealed requests at gateways: ${bodies.length}, of them repeated: ${bodies.length - new Set(bodies).size}; votes in the clear: ${open.length}`,
    );
  }

  function tell(heard: ReadonlyMap<string, ReadonlyMap<string, number>>): void {
    console.log("      KiB that each host heard, and from whom:");
    for (const [who, from] of heard)
      console.log(
        `        ${who}: ${[...from].map(([other, bytes]) => `${other} ${Math.round(bytes / 1024)}`).join(", ")}`,
      );
    console.log("      milliseconds from the first sending to the validators' receipt, median / slowest:");
    for (const [what, took] of Object.entries(times))
      console.log(`        ${what}: ${Math.round(median(took))} / ${Math.round(Math.max(...took))}`);
    const tried = new Map<string, number>();
    for (const one of told.values())
      for (const code of one.tried) tried.set(code, (tried.get(code) ?? 0) + 1);
    console.log(`      what went wrong on the way: ${JSON.stringify(Object.fromEntries(tried))}`);
  }
});
