// Keykeepers as programs of their own, against a node over HTTP, killed at random moments of several ceremonies: none deals twice, none reveals
// before the end, and every process is counted. KILLS=1000 for the long run.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import type { Hex } from "../../../src/bytes/index.js";
import {
  decodeTransaction,
  encodeTransaction,
  genesisText,
  processView,
  readCeremony,
} from "../../../src/ledger/index.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { testGenesis, World } from "../../support/ledger/world.js";
import { nodeGenesis } from "../../support/node/solo.js";
import { type OpenDoor, openDoor } from "../service/support.js";
import {
  hexOf,
  layersOf,
  type Member,
  newMembers,
  PASSPHRASE,
  removeFolders,
  SEALED,
  sealedVote,
  thresholdOf,
} from "./support.js";

const KILLS = Number(process.env.KILLS ?? 24);
const MEMBERS = 3;
/** Milliseconds from a start to the kill, at most: it starts within about half of them. */
const LONGEST = 3000;
const INTERVAL = 25;
const WINDOWS = { dealWindow: 400, complainWindow: 40, confirmWindow: 400 };

describe("keykeeper: killed at random moments", function () {
  this.timeout(300_000 + KILLS * 20_000);
  const program = join(import.meta.dirname, "../../../build/test/keykeeper-child.mjs");
  let members: Member[] = [];
  let door: OpenDoor;
  const running = new Set<ChildProcess>();

  before(() =>
    build({
      entryPoints: [join(import.meta.dirname, "../../support/node/keykeeper-child.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      tsconfig: join(import.meta.dirname, "../../../tsconfig.json"),
    }),
  );

  afterEach(async () => {
    for (const child of running) child.kill("SIGKILL");
    await door?.close();
    await removeFolders();
  });

  for (const kind of ["threshold", "layered"] as const)
    it(`${kind} keys`, async () => {
      members = await newMembers(MEMBERS);
      const keykeepers = kind === "threshold" ? thresholdOf(members, 2, 3) : layersOf(members);
      const genesis = testGenesis({ lists: { ...nodeGenesis().lists, keykeepers } }, WINDOWS);
      door = await openDoor({ solo: { genesis, interval: INTERVAL } });
      const { ordering } = door;
      const world = new World(ruleFacts(), genesis);

      /** Every deal that a keykeeper ever sent, by keykeeper, process and round. */
      const deals = new Map<string, Set<Hex>>();
      let reveals = 0;
      const submit = ordering.submit.bind(ordering);
      ordering.submit = (bytes) => {
        const tx = decodeTransaction(bytes);
        if (tx.kind === "deal") {
          const name = `${tx.keykeeper} ${tx.processId} ${tx.round}`;
          deals.set(name, (deals.get(name) ?? new Set()).add(hexOf(bytes)));
        }
        if (tx.kind === "reveal") {
          reveals += 1;
          const { phase } = processView(ordering.state, tx.processId)!;
          assert.ok(phase === "ended" || phase === "counted", "a key was revealed before the end");
        }
        return submit(bytes);
      };

      const start = ({ folder }: Member): ChildProcess => {
        const options = { folder, passphrase: PASSPHRASE, url: door.url, genesis: genesisText(genesis) };
        const child = spawn(process.execPath, [program, JSON.stringify(options)], {
          stdio: ["ignore", "ignore", "inherit"],
        });
        running.add(child);
        return child;
      };
      let kills = 0;
      /** Killed and started again, until there were enough kills. */
      async function suffer(member: Member): Promise<void> {
        while (kills < KILLS) {
          const child = start(member);
          await sleep(randomInt(LONGEST));
          kills += 1;
          const exit = once(child, "exit");
          child.kill("SIGKILL");
          await exit;
          running.delete(child);
        }
        start(member);
      }

      const ids: Hex[] = [];
      async function declare(): Promise<void> {
        const before = world.blocks.length;
        const id = await world.declare(SEALED);
        const told = world.blocks.slice(before).flatMap(({ transactions }) => transactions);
        for (const bytes of told) await (await submit(bytes)).recorded;
        ids.push(id);
      }
      /** A vote in each process that takes votes; the chain goes on by itself. */
      const voted = new Set<Hex>();
      async function vote(): Promise<void> {
        for (const id of ids) {
          const view = processView(ordering.state, id)!;
          if (view.phase !== "open" || voted.has(id)) continue;
          voted.add(id);
          const state = readCeremony(ordering.state, ordering.state, view.record)!;
          const envelope = await sealedVote(world, id, state, { voter: 0, choice: 3 });
          await submit(encodeTransaction(envelope)).catch(() => voted.delete(id));
        }
      }

      const suffering = Promise.all(members.map(suffer));
      await declare();
      let since = performance.now();
      while (kills < KILLS) {
        await vote();
        if (performance.now() - since > 2 * LONGEST) {
          await declare();
          since = performance.now();
        }
        await sleep(20);
      }
      await suffering;
      const open = () => ids.filter((id) => processView(ordering.state, id)!.phase !== "counted");
      while (open().length > 0) {
        await vote();
        await sleep(20);
      }
      for (const [name, of] of deals) assert.equal(of.size, 1, `${name} dealt ${of.size} times`);
      let opened = 0;
      for (const id of voted) {
        const [question] = JSON.parse(processView(ordering.state, id)!.results!).questions;
        if (question.results[3].count === "1") opened += 1;
      }
      console.log(
        `      ${kills} kills, ${ids.length} processes, ${deals.size} deals, ${reveals} reveals, ${opened} of ${voted.size} votes opened`,
      );
      assert.ok(voted.size > 0, "no process took votes");
      assert.equal(opened, voted.size, "a vote was not opened");
    });
});
