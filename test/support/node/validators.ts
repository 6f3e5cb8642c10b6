/** Validators as programs of their own, with real engines, that take votes and whatever else a test does to them. What anybody was told is compared with all of them. */
import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import type { CometOptions } from "../../../packages/node/src/ordering/comet/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { type Hex, toHex } from "../../../src/bytes/index.js";
import { encodeTransaction, genesisText, processView, transactionId } from "../../../src/ledger/index.js";
import { people } from "../ledger/people.js";
import { namedCensus, namedVote, ruleFacts } from "../ledger/votes.js";
import { World } from "../ledger/world.js";
import { cometGenesis, type Place, placeOf } from "./comet.js";
import type { Faults } from "./faulty-application.js";
import { replay, temporaryFolder } from "./solo.js";

/** What is not as it should be at a validator. */
export interface ValidatorChange {
  /** Another engine. */
  readonly engine?: string;
  /** The most batches of the engine's mempool. */
  readonly mempool?: number;
  readonly ordering?: Pick<CometOptions, "waiting" | "batch">;
  readonly faults?: Faults;
}

/** Where a transaction is recorded. */
export interface Told {
  readonly height: number;
  readonly index: number | null;
}

type Answer = { readonly id: Hex } & (Told | { readonly refused: string } | { readonly unsent: string });

const VOTERS = 200;
const FOLDER = join(import.meta.dirname, "../../../build/test");

/** The program, built once for a test's process: a validator that is started again has the code of the others. */
const program = (() => {
  let built: Promise<string> | undefined;
  return (): Promise<string> => {
    built ??= (async () => {
      const outfile = join(FOLDER, `comet-child-${process.pid}.mjs`);
      process.once("exit", () => rmSync(outfile, { force: true }));
      await build({
        entryPoints: [join(import.meta.dirname, "comet-child.ts")],
        outfile,
        bundle: true,
        platform: "node",
        format: "esm",
        packages: "external",
        define: { "import.meta.dirname": JSON.stringify(import.meta.dirname) },
        tsconfig: join(import.meta.dirname, "../../../tsconfig.json"),
      });
      return outfile;
    })();
    return built;
  };
})();

/** A validator's program, and what it last said. */
export class Validator {
  readonly place: Place;
  readonly #words: readonly string[];
  readonly #told: (answer: Answer) => void;
  #child!: ChildProcessByStdio<Writable, Readable, null>;
  engine: number | null = null;
  height = 0;
  accepting = false;

  constructor(place: Place, words: readonly string[], told: (answer: Answer) => void) {
    this.place = place;
    this.#words = words;
    this.#told = told;
  }

  start(): void {
    const [command, ...words] = this.#words;
    this.#child = spawn(command!, words, { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdin.on("error", () => undefined); // it was killed
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const said = JSON.parse(line);
      if ("engine" in said) ({ engine: this.engine, height: this.height, accepting: this.accepting } = said);
      else this.#told(said);
    });
  }

  send(bytes: Uint8Array): void {
    this.#child.stdin.write(`${Buffer.from(bytes).toString("base64")}\n`);
  }

  killEngine(): void {
    try {
      if (this.engine !== null) process.kill(this.engine, "SIGKILL");
    } catch {
      // it has gone already
    }
  }

  /** The engine ends when its application goes away. */
  async killApplication(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
    this.accepting = false;
  }
}

export interface ChainOptions {
  readonly count?: number;
  /** @returns what is wrong with a validator */
  readonly change?: (i: number) => ValidatorChange;
  /** Where a validator runs, and the words before its program's: this machine if left out. */
  readonly host?: (i: number) => { readonly host: string; readonly words: readonly string[] };
}

/** A chain of validators that has opened a process by name. */
export class LoadedChain {
  readonly validators: readonly Validator[];
  /** What anybody was told. */
  readonly records = new Map<Hex, Told>();
  /** Sent, and not answered for good. */
  readonly open = new Map<Hex, Uint8Array>();
  /** The codes of votes that the rules refused. */
  readonly refusals: string[] = [];
  /** How often a validator could not take a vote at present, by code. */
  readonly unsent = new Map<string, number>();
  /** Those of them that a voter sends again. */
  readonly #again = new Set<Hex>();
  readonly #genesis;
  readonly #world: World;
  readonly #folder;
  readonly #voters = people("faults voter", VOTERS);
  readonly #census = namedCensus(this.#voters);
  #id!: Hex;
  #sent = 0;

  private constructor(
    folder: ReturnType<typeof temporaryFolder>,
    places: readonly Place[],
    child: string,
    { change = () => ({}), host }: ChainOptions,
  ) {
    this.#folder = folder;
    this.#genesis = cometGenesis(places.length);
    this.#world = new World(ruleFacts(), this.#genesis);
    const [genesisFile, placesFile] = [join(folder.path, "genesis.json"), join(folder.path, "places.json")];
    writeFileSync(genesisFile, genesisText(this.#genesis));
    writeFileSync(placesFile, JSON.stringify(places));
    this.validators = places.map((place, i) => {
      const words = [child, genesisFile, placesFile, String(i), JSON.stringify(change(i))];
      const on = host?.(i).words ?? [];
      return new Validator(place, [...on, process.execPath, ...words], (answer) => this.#answered(answer));
    });
  }

  /** Starts the validators, and opens a process at all of them. */
  static async start(options: ChainOptions = {}): Promise<LoadedChain> {
    const folder = temporaryFolder();
    const places = await Promise.all(
      Array.from({ length: options.count ?? 4 }, async (_, i): Promise<Place> => {
        const place = await placeOf(join(folder.path, `${i}`));
        return options.host ? { ...place, host: options.host(i).host } : place;
      }),
    );
    const chain = new LoadedChain(folder, places, await program(), options);
    for (const one of chain.validators) one.start();
    try {
      await chain.#begin();
      return chain;
    } catch (error) {
      await chain.close();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const { validators } = this;
    await this.until(() => validators.every(({ accepting }) => accepting), "the chain starts");
    const change = { censusRoot: this.#census.root, blockCount: 0, maxVoteOverwrites: 255 };
    this.#id = await this.#world.declare(change);
    for (const { transactions } of this.#world.blocks)
      for (const bytes of transactions) validators[0]!.send(bytes);
    const { height } = validators[0]!;
    await this.until(() => validators.every((one) => one.height > height + 6), "the process opens");
    this.records.clear();
  }

  #answered(answer: Answer): void {
    const { id } = answer;
    if ("unsent" in answer) {
      this.unsent.set(answer.unsent, (this.unsent.get(answer.unsent) ?? 0) + 1);
      this.#again.add(id);
      return;
    }
    if ("refused" in answer) this.refusals.push(answer.refused);
    else this.records.set(id, { height: answer.height, index: answer.index });
    this.open.delete(id);
    this.#again.delete(id);
  }

  /** It counts its own looks, not the clock: a machine that pauses the test has time for it. */
  async until(what: () => boolean, waited: string): Promise<void> {
    for (let looks = 0; !what(); looks++) {
      if (looks % 20 === 19) this.#sendAgain();
      if (looks > 900) {
        const heights = this.validators.map(({ height, accepting }) => [height, accepting]);
        assert.fail(`${waited}: not in time; ${JSON.stringify(heights)}, ${this.open.size} open`);
      }
      await sleep(100);
    }
  }

  /** What came back without an answer goes to a validator that takes votes, as a voter's client does it. */
  #sendAgain(): void {
    const to = this.validators.find(({ accepting }) => accepting);
    if (!to) return;
    for (const id of this.#again) {
      const bytes = this.open.get(id);
      if (bytes) to.send(bytes);
    }
    this.#again.clear();
  }

  /** The votes after those that were sent, from voters who vote again with higher numbers. */
  async vote(validator: Validator, count = 1): Promise<Hex[]> {
    const ids: Hex[] = [];
    for (; count > 0; count--) {
      const number = this.#sent++;
      const i = number % VOTERS;
      const nonce = Math.floor(number / VOTERS);
      const it = await namedVote(this.#world, this.#id, this.#voters[i]!, {
        ...this.#census.member(i),
        nonce,
        votes: [nonce % 4],
      });
      const bytes = encodeTransaction(it);
      const id = toHex(transactionId(bytes));
      this.open.set(id, bytes);
      ids.push(id);
      validator.send(bytes);
    }
    return ids;
  }

  /** Resolves when these validators have made so many blocks more than any of them has. */
  async blocks(count: number, validators: readonly Validator[] = this.validators): Promise<void> {
    const height = Math.max(...validators.map((one) => one.height)) + count;
    await this.until(() => validators.every((one) => one.height >= height), `${count} blocks more`);
  }

  /** Sends what is not answered again, as a voter does, to a validator until all of it is. */
  async answerAll(to: Validator): Promise<void> {
    let next = 0;
    const all = () => {
      if (this.open.size > 0 && performance.now() >= next) {
        for (const bytes of this.open.values()) to.send(bytes);
        next = performance.now() + 2_000;
      }
      return this.open.size === 0;
    };
    await this.until(all, "everything is answered");
    assert.deepEqual(
      this.refusals.filter((code) => code !== "ledger/superseded"),
      [],
    );
  }

  /** Kills all, and reads what each has: every record at its place, no transaction in two blocks, one root. @returns the blocks' times by height */
  async ensureOneHistory(among: readonly Validator[] = this.validators): Promise<Map<number, number>> {
    const last = Math.max(...[...this.records.values()].map((one) => one.height));
    await this.until(() => among.every(({ height }) => height >= last), "all have the records");
    for (const one of this.validators) await one.killApplication();
    await sleep(500);
    const roots = new Map<number, string>();
    const times = new Map<number, number>();
    for (const validator of this.validators) {
      const store = NodeStore.open(join(validator.place.folder, "store"));
      try {
        if (among.includes(validator)) await this.#ensureRecords(store);
        for (const block of store.blocks(1)) {
          assert.equal(block.stateRoot, roots.get(block.height) ?? block.stateRoot, "another root");
          assert.equal(block.time, times.get(block.height) ?? block.time, "another time");
          roots.set(block.height, block.stateRoot);
          times.set(block.height, block.time);
        }
      } finally {
        await store.close();
      }
    }
    return times;
  }

  async #ensureRecords(store: NodeStore): Promise<void> {
    for (const [one, { height, index }] of this.records)
      if (index !== null)
        assert.deepEqual(store.transaction(one), { height, index }, `the record of ${one} is lost`);
    const ids = [...store.blocks(1)].flatMap(({ transactions }) =>
      transactions.map((bytes) => toHex(transactionId(bytes))),
    );
    assert.equal(new Set(ids).size, ids.length, "a transaction is in two blocks");
    const replayed = await replay(store, ruleFacts(), this.#genesis);
    // Besides the votes there are two attestations.
    assert.equal(processView(replayed.state, this.#id)!.record.logSize, ids.length - 2);
  }

  async close(): Promise<void> {
    for (const one of this.validators) await one.killApplication().catch(() => undefined);
    await sleep(1000); // the engines end by themselves
    this.#folder.remove();
  }
}
