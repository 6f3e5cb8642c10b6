// An entity names another registered census key than the one that its process file tells: votes that hold for every node cannot be shown
// to hold on chain, and whoever posts them loses the bond. Every command of the rollup refuses before anything is at stake.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { identityFromJson } from "../../src/census/index.js";
import { Output } from "../../src/cli/output.js";
import { challengeOnce } from "../../src/cli/rollup/challenge.js";
import { checkCount } from "../../src/cli/rollup/check.js";
import { includeVote } from "../../src/cli/rollup/include.js";
import { postTranscript } from "../../src/cli/rollup/post.js";
import { proveCount } from "../../src/cli/rollup/prove.js";
import { signVotes } from "../../src/cli/rollup/sign.js";
import { watchOn } from "../../src/cli/rollup/watch.js";
import type { ErrorCode } from "../../src/errors/index.js";
import { deployVerifier, registerVerifier } from "../../src/evm/index.js";
import { keyId } from "../../src/process/index.js";
import { compileVerifier, verificationKeyHash, verifierSource } from "../../src/setup/index.js";
import { psephosProcessJson as psephosJson, start } from "../support/cli.js";
import { rejectsCode } from "../support/errors.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";
import { wallet } from "../support/wallet.js";

const CHAIN_ID = 31_337;

class Quiet extends Output {
  override warn(): void {}
  override result(): void {}
}

describe("cli: rollup, with keys that are not the rollup's", () => {
  let folder = "";
  let dev: ReturnType<typeof start>;
  let chain: Record<"rpc" | "processes" | "verifiers" | "rollup", Hex> & { keys: Record<string, string> };
  let owner: ReturnType<typeof wallet>;
  /** The census key of this build's files, and one of nobody's that is registered too. */
  let [ours, theirs]: Hex[] = [];
  let root = "";
  let id: Hex;

  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), "utf8");
  const write = (name: string, value: unknown) =>
    writeFileSync(path(name), typeof value === "string" ? value : JSON.stringify(value));
  const at = () => ["--rpc", chain.rpc, "--contract", chain.processes];
  const as = (who: string) => [...at(), "--key", chain.keys[who]!];

  async function run(...args: string[]) {
    const answer = await psephosJson(args, folder);
    assert.equal(answer.code, 0, `${args[0]} ${args[1]}: ${answer.stdout}${answer.stderr}`);
    return answer.json;
  }

  /** Registers the verifier of another key under the census circuit's name. */
  async function registerOther(): Promise<Hex> {
    const { verificationKey } = new SyntheticProver(await Multiplier.create(), 6, "another census key");
    const { abi, bytecode } = compileVerifier(verifierSource({ verificationKey, circuit: "census-7" }));
    const { address } = await deployVerifier(owner, { abi: abi as never, bytecode });
    const entry = { circuit: "census-7", verifier: address, signals: 6 };
    await registerVerifier(owner, chain.verifiers, entry);
    return keyId("census-7", `0x${verificationKeyHash(verificationKey)}`);
  }

  before(async function () {
    this.timeout(600_000); // three development keys, if they are not made yet
    folder = mkdtempSync(join(tmpdir(), "psephos keys "));
    dev = start(["chain", "dev", "--port", "0", "--keys", "keys", "--json"], folder);
    await new Promise<void>((resolve, reject) => {
      dev.child.stdout.on("data", () => dev.output.stdout.includes("\n}") && resolve());
      dev.done.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
    chain = JSON.parse(dev.output.stdout);
    const account = privateKeyToAccount(read(chain.keys.organiser!).trim() as Hex);
    owner = wallet({ rpcUrl: chain.rpc, chainId: CHAIN_ID } as never, account);
    const registry = ["--rpc", chain.rpc, "--contract", chain.verifiers, "--key", chain.keys.organiser!];
    for (const circuit of ["tally-8", "tally-open-8"]) await run("chain", "verifier", circuit, ...registry);
    ours = (await run("chain", "verifier", "census-7", ...registry)).keyId as Hex;
    theirs = await registerOther();

    await run("identity", "new", "--out", "alice.json");
    write("voters.csv", `commitment,weight\n${identityFromJson(read("alice.json")).commitment},2\n`);
    ({ root } = await run("census", "build", "voters.csv"));
    write("params.json", {
      mode: { interruptible: true },
      envelopeType: { anonymous: true },
      censusOrigin: "OFF_CHAIN_TREE_WEIGHTED",
      startBlock: 1,
      blockCount: 10,
      questionCount: 1,
      maxCount: 2,
      maxValue: 3,
      censusKey: theirs,
      settlement: chain.rollup,
      metadata: `https://example.org/metadata.json!${"00".repeat(32)}`,
      censusRoot: root,
      censusUri: "https://example.org/census.psc",
    });
    id = (await run("process", "create", "params.json", ...as("organiser"))).processId;
    const process = {
      contract: chain.processes,
      processId: id,
      questionIndex: 0,
      censusRoot: root,
      circuit: "census-7",
      maxVoteOverwrites: 0,
      ballot: { maxCount: 2, maxValue: 3 },
    };
    write("process.json", { ...process, censusKey: ours }); // what voters and nodes are told
    write("chain.json", { ...process, censusKey: theirs });
    const windows = "--inclusion 64 --opening 64 --posting 200 --challenge 80 --answer 64".split(" ");
    const opening = ["--closing-in", "6", "--signatures", "0", "--instance", "tally-8", ...windows];
    const unasked = await psephosJson(["rollup", "open", id, ...opening, ...as("organiser")], folder);
    assert.deepEqual([unasked.code, unasked.json.error?.code], [1, "rollup/insecure-key"]);
    await run("rollup", "open", id, ...opening, "--insecure", ...as("organiser"));
    await run("process", "status", id, "READY", ...as("organiser"));

    await run("vote", "1,3", "--identity", "alice.json", "--out", "vote.json", "--insecure");
    write("votes.jsonl", read("vote.json"));
    // Without the chain nothing is wrong with it: the proofs hold under the key that the file names.
    const proving = ["--instance", "tally-8", "--out", "rollup.json", "--insecure"];
    await run("rollup", "prove", "votes.jsonl", ...proving);
    const { terms } = await run("rollup", "status", id, ...at());
    await owner.mine({ blocks: Number(BigInt(terms.openingEnd) - (await owner.getBlockNumber())) });
  });
  after(async () => {
    dev.child.kill("SIGINT");
    await dev.done;
    rmSync(folder, { recursive: true, force: true });
  });

  /** The commands as their handlers: a process for each would take minutes. */
  const context = () => ({ output: new Quiet(true), signal: new AbortController().signal });
  const onChain = (who?: string) => ({
    rpc: chain.rpc,
    contract: chain.processes,
    key: who === undefined ? "" : path(chain.keys[who]!),
  });
  type Options = { process: string; unchecked?: boolean; insecure: boolean };
  const COMMANDS: Record<string, (options: Options) => Promise<unknown>> = {
    prove: (options) => {
      const files = { instance: "tally-8", out: path("again.json"), proofs: path("again") };
      return proveCount(context(), path("votes.jsonl"), { ...onChain(), ...files, ...options });
    },
    sign: (options) => {
      const files = { instance: "tally-8", out: path("signature.json") };
      return signVotes(context(), path("votes.jsonl"), { ...onChain("oracle-1"), ...files, ...options });
    },
    post: (options) =>
      postTranscript(context(), path("rollup.json"), {
        ...onChain("oracle-3"),
        signature: [],
        node: [],
        atOnce: 40,
        ...options,
      }),
    check: (options) =>
      checkCount(context(), path("rollup.json"), path("votes.jsonl"), { ...onChain(), ...options }),
    challenge: (options) =>
      challengeOnce(context(), path("votes.jsonl"), { ...onChain("organiser"), ...options }),
    watch: (options) =>
      watchOn(context(), path("votes.jsonl"), { ...onChain("organiser"), every: 1, ...options }),
    include: (options) => includeVote(context(), path("vote.json"), { ...onChain("oracle-2"), ...options }),
  };

  for (const [name, command] of Object.entries(COMMANDS)) {
    it(`${name} refuses a census key that the chain does not name, before anything is loaded`, async () => {
      const balance = () => owner.getBalance({ address: poster });
      const poster = privateKeyToAccount(read(chain.keys["oracle-3"]!).trim() as Hex).address;
      const before = await balance();
      const refused = (code: ErrorCode, file: string, more = {}) =>
        rejectsCode(code, command({ process: path(file), insecure: true, ...more }));
      await refused("rollup/other-census-key", "process.json");
      await refused("rollup/other-census-key", "process.json", { unchecked: true });
      // Two of them, since loading the key takes long: all load it by one function.
      if (name === "post" || name === "include") await refused("process/other-key", "chain.json");
      assert.equal(await balance(), before, "no bond is put up");
    });
  }

  it("refuses insecure keys unless told, with and without the chain", async () => {
    const options = { process: path("process.json"), rpc: chain.rpc, insecure: false };
    const files = { instance: "tally-8", out: path("again.json"), proofs: path("again") };
    const votes = path("votes.jsonl");
    await rejectsCode("rollup/insecure-key", proveCount(context(), votes, { ...options, ...files }));
    await rejectsCode("rollup/insecure-key", checkCount(context(), path("rollup.json"), votes, options));
    const { insecureKeys } = await run("rollup", "status", id, ...at());
    assert.deepEqual(insecureKeys, ["census", "batch", "open"]);
  });
});
