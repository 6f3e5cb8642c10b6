/** Bundles of elections of every kind, made and audited; and what an audit says of those that somebody altered. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { encodeReceipt, receiptAt, signHead } from "../../src/api/index.js";
import {
  type AuditOptions,
  type AuditReport,
  auditBundle,
  type Check,
  makeBundle,
} from "../../src/audit/index.js";
import { costTable } from "../../src/ballot/cost-table.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { decodeTransaction, Ledger, MemoryStore, type ToldBlock } from "../../src/ledger/index.js";
import { audit as auditOnPage } from "../../web/observe/auditor.js";
import { type Attack, attacksOn } from "../support/audit/attacks.js";
import { bundleOf, fileOf, headOf, toldBlocks } from "../support/audit/bundles.js";
import { Elections } from "../support/audit/elections.js";
import { bytesOfLines, pack, textOf, unpack, withFiles } from "../support/audit/repack.js";
import { rejectsCode } from "../support/errors.js";

const WORKER = new URL("../../scripts/audit-worker.mjs", import.meta.url);

const wrongLine = ({ lines }: AuditReport) => lines.find(({ state }) => state === "wrong");
const stateOf = ({ lines }: AuditReport, check: Check) => lines.find((line) => line.check === check)?.state;

describe("audit: election bundles", function () {
  this.timeout(180_000);
  let elections: Elections;
  let blocks: ToldBlock[];
  let ids: Record<"anonymous" | "serial" | "layered" | "canceled", Hex>;
  const files = new Map<string, Uint8Array>();

  const bundle = (name: keyof typeof ids) => files.get(name)!;
  const audit = (bytes: Uint8Array, options: AuditOptions = {}) =>
    auditBundle(bytes, { insecure: true, ...options });

  before(async () => {
    elections = await Elections.begin();
    ids = {
      anonymous: await elections.anonymous(),
      serial: await elections.serial(),
      layered: await elections.layered(),
      canceled: await elections.canceled(),
    };
    blocks = await toldBlocks(elections);
    for (const [name, id] of Object.entries(ids))
      files.set(name, await fileOf(await bundleOf(elections, blocks, id)));
  });
  after(() => elections.close());

  for (const name of ["anonymous", "serial", "layered", "canceled"] as const)
    it(`finds nothing wrong in the bundle of an election: ${name}`, async () => {
      const report = await audit(bundle(name), { genesisHash: elections.world.genesis.hash });
      assert.equal(wrongLine(report), undefined);
      assert.equal(report.results, elections.world.process(ids[name]).results);
      assert.deepEqual(
        report.lines.filter(({ state }) => state === "unchecked").map(({ check }) => check),
        ["rollup", "receipt", "contract", "code", "setup", "page"],
      );
    });

  it("says the numbers", async () => {
    const { lines } = await audit(bundle("anonymous"));
    const said = (check: Check) => lines.find((line) => line.check === check)!.figures;
    assert.deepEqual(said("census"), { censuses: 1, voters: 5, weight: "309", registered: 0 });
    assert.equal(said("proofs").proofs, 7);
    assert.deepEqual(said("ballots"), { votes: 7, counted: 5, replaced: 2, unopened: 0 });
    assert.equal(said("count").counted, 5);
  });

  it("is the same file whoever makes it, from the whole chain or from a longer one", async () => {
    const { anonymous } = ids;
    const again = await fileOf(await bundleOf(elections, blocks, anonymous));
    assert.deepEqual(again, bundle("anonymous"));
    const { end } = elections.world.process(anonymous);
    const short = await fileOf(await bundleOf(elections, blocks.slice(0, end), anonymous));
    assert.deepEqual(short, bundle("anonymous"));
    await rejectsCode("audit/not-final", bundleOf(elections, blocks.slice(0, end! - 1), anonymous));
  });

  it("is not made of a chain that tells another root, or without what it needs", async () => {
    const { anonymous: id } = ids;
    const other = blocks.with(3, { ...blocks[3]!, stateRoot: `0x${"11".repeat(32)}` });
    await rejectsCode("ledger/other-root", bundleOf(elections, other, id));
    await rejectsCode("audit/no-process", bundleOf(elections, blocks, `0x${"22".repeat(32)}`));
    const without = (change: Parameters<typeof bundleOf>[3]) => bundleOf(elections, blocks, id, change);
    await rejectsCode("audit/no-census", without({ census: async () => undefined }));
    await rejectsCode("audit/no-metadata", without({ metadata: async () => new Uint8Array(3) }));
    await rejectsCode("audit/no-key", without({ key: async () => undefined }));
    await rejectsCode(
      "audit/no-key",
      without({ key: async () => ({ verificationKey: "{}", transcript: null }) }),
    );
    await rejectsCode(
      "api/head",
      without({
        heads: async (height) => [
          { ...headOf(elections, blocks, height), signature: `0x${"11".repeat(64)}` },
        ],
      }),
    );
  });

  it("lists as not checked what was left out", async () => {
    const change = { census: null, metadata: null };
    const report = await audit(await fileOf(await bundleOf(elections, blocks, ids.anonymous, change)));
    assert.ok(report.ok);
    assert.equal(stateOf(report, "census"), "unchecked");
    assert.equal(report.lines.find(({ check }) => check === "process")?.figures.metadata, false);
  });

  it("believes no key with which votes can be forged, and no other chain", async () => {
    const insecure = wrongLine(await auditBundle(bundle("anonymous")));
    assert.equal(insecure?.check, "key");
    const chain = wrongLine(await audit(bundle("anonymous"), { genesisHash: new Uint8Array(32) }));
    assert.equal(chain?.check, "chain");
  });

  it("is of the process that was asked for", async () => {
    const { anonymous, serial } = ids;
    assert.ok((await audit(bundle("serial"), { processId: serial })).ok);
    const other = wrongLine(await audit(bundle("serial"), { processId: anonymous }));
    assert.deepEqual([other?.check, other?.code], ["process", "audit/process"]);
    const page = { bundle: new Blob([bundle("serial").slice()]), receipt: undefined, insecure: true };
    const genesisHash = toHex(elections.world.genesis.hash);
    const shown = (processId: Hex) =>
      auditOnPage({ ...page, genesisHash, processId }, { signal: new AbortController().signal, tell() {} });
    assert.equal((await shown(serial)).ok, true);
    assert.equal((await shown(anonymous)).ok, false, "its counts would be shown beside other questions");
  });

  it("needs a validator's signature, or a root that is known from elsewhere", async () => {
    const unsigned = await fileOf(await bundleOf(elections, blocks, ids.serial, { heads: async () => [] }));
    assert.equal(wrongLine(await audit(unsigned))?.check, "signed");
    const { height } = unpack(unsigned).manifest;
    const stateRoot = blocks[height - 1]!.stateRoot!;
    assert.ok((await audit(unsigned, { stateRoot })).ok);
    assert.equal(wrongLine(await audit(unsigned, { stateRoot: `0x${"11".repeat(32)}` }))?.check, "signed");
  });

  it("finds a node that leaves out a vote and computes everything again", async () => {
    const { genesis, facts } = elections.world;
    const ledger = new Ledger(genesis, new MemoryStore());
    const lying: ToldBlock[] = [];
    let dropped = 0;
    for (const block of elections.world.blocks) {
      const transactions = block.transactions.filter((bytes) => {
        const tx = decodeTransaction(bytes);
        if (dropped > 0 || tx.kind !== "anonymous" || tx.nonce > 0) return true;
        dropped += 1;
        return false;
      });
      const applied = await ledger.apply({ ...block, transactions }, facts);
      applied.commit();
      lying.push({ ...block, transactions, stateRoot: toHex(applied.stateRoot) });
    }
    assert.equal(dropped, 1);
    const unsigned = await fileOf(await bundleOf(elections, lying, ids.anonymous, { heads: async () => [] }));
    assert.equal(wrongLine(await audit(unsigned))?.check, "signed");
    const { height } = unpack(unsigned).manifest;
    const stateRoot = lying[height - 1]!.stateRoot!;
    assert.ok((await audit(unsigned, { stateRoot })).ok, "nothing else is wrong with it");
    const own = signHead(genesis.hash, { height, time: 0, stateRoot }, new Uint8Array(32).fill(7));
    const real = headOf(elections, blocks, height);
    const claims = [
      own,
      { ...own, validator: real.validator },
      { ...real, stateRoot },
      real, // of the true history
    ];
    for (const { height, stateRoot, validator, signature } of claims) {
      const line = JSON.stringify({ height, stateRoot, validator, signature });
      const signed = pack(
        withFiles(unpack(unsigned), (all) => void all.set("heads.jsonl", bytesOfLines([line]))),
      );
      assert.equal(wrongLine(await audit(signed))?.check, "signed");
    }
  });

  it("reads no genesis document or signatures that are longer than any", async () => {
    const right = unpack(bundle("serial"));
    const longer = (name: string, bytes: number) =>
      audit(
        pack(
          withFiles(
            right,
            (all) => void all.set(name, Buffer.concat([all.get(name)!, Buffer.alloc(bytes, 10)])),
          ),
        ),
      );
    const genesis = wrongLine(await longer("genesis.json", 2 ** 20));
    assert.deepEqual([genesis?.check, genesis?.code], ["chain", "audit/chain"]);
    const heads = wrongLine(await longer("heads.jsonl", 2 ** 17));
    assert.deepEqual([heads?.check, heads?.text], ["signed", "heads.jsonl has more than 131072 bytes."]);
  });

  it("says whether the vote of a receipt is in it and was counted", async () => {
    const { world } = elections;
    const height = world.ledger.height;
    const head = headOf(elections, blocks, height);
    const receipt = (id: Hex, index: number) => encodeReceipt(receiptAt(world.ledger.state, head, id, index));
    const line = async (text: string) =>
      (await audit(bundle("anonymous"), { receipt: text })).lines.find(({ check }) => check === "receipt")!;
    const counted = await line(receipt(ids.anonymous, 2));
    assert.deepEqual([counted.state, counted.figures.counted], ["ok", true]);
    const replaced = await line(receipt(ids.anonymous, 0));
    assert.deepEqual([replaced.state, replaced.figures.counted], ["ok", false]);
    assert.equal((await line(receipt(ids.serial, 0))).state, "wrong", "of another process");
    assert.equal((await line(`${receipt(ids.anonymous, 2)} `)).state, "wrong", "not a receipt");
  });

  it("checks on other threads, and goes on from a checkpoint", async () => {
    const workers = { count: 2, start: () => new Worker(WORKER) };
    assert.ok((await audit(bundle("anonymous"), { workers })).ok);
    const { bundle: hash, lines } = await audit(bundle("serial"), {
      resume: async () => 100,
      onCheckpoint: () => assert.fail("nothing new was checked"),
    });
    assert.equal(lines.find(({ check }) => check === "file")?.figures.sha256, hash);
    const made: unknown[] = [];
    await audit(bundle("serial"), { onCheckpoint: (one) => made.push(one) });
    assert.deepEqual(made, [{ bundle: hash, transactions: 12 }]);
  });

  it("can be aborted, and tells how far it has come", async () => {
    const abort = new AbortController();
    const stages = new Set<string>();
    const onProgress = ({ stage, done, total }: { stage: string; done: number; total: number }) => {
      stages.add(stage);
      assert.ok(done <= total);
    };
    await audit(bundle("serial"), { onProgress });
    assert.deepEqual([...stages], ["reading", "votes", "ballots"]);
    abort.abort(new Error("enough"));
    await assert.rejects(audit(bundle("serial"), { signal: abort.signal }), { message: "enough" });
  });

  it("can be of a height before the count, if it is named", async () => {
    const { genesis, facts } = elections.world;
    const prepared = await makeBundle({
      ...{ genesis, blocks, facts, processId: ids.anonymous, height: 6 },
      content: {
        metadata: null,
        census: null,
        key: async () => ({ verificationKey: elections.verificationKeyFile, transcript: null }),
        heads: async (height) => [headOf(elections, blocks, height)],
      },
    });
    const report = await audit(await fileOf(prepared));
    assert.ok(report.ok);
    assert.equal(report.results, undefined);
  });

  describe("examples/count.py", () => {
    const folder = mkdtempSync(join(tmpdir(), "psephos-count-"));
    const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
    const python = (...args: string[]) =>
      spawnSync("python3", ["-B", ...args], { encoding: "utf8", cwd: EXAMPLES });
    const count = (bytes: Uint8Array) => {
      writeFileSync(join(folder, "bundle.zip"), bytes);
      return python("count.py", join(folder, "bundle.zip"));
    };

    before(function () {
      if (python("--version").status !== 0) this.skip();
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("counts the same", () => {
      for (const bytes of files.values()) {
        const { status, stdout } = count(bytes);
        assert.equal(status, 0, stdout);
      }
    });

    it("finds results, votes and hashes that are wrong", () => {
      const altered = (name: string, from: string, to: string) => {
        const right = unpack(bundle("anonymous"));
        const text = textOf(right.files.get(name)!);
        assert.ok(text.includes(from));
        return pack(withFiles(right, (all) => void all.set(name, Buffer.from(text.replace(from, to)))));
      };
      assert.equal(count(altered("results.json", '"299"', '"300"')).status, 1);
      assert.equal(count(altered("votes.jsonl", '"weight":"299"', '"weight":"298"')).status, 1);
      assert.equal(count(altered("votes.jsonl", '"counts":false', '"counts":true')).status, 1);
      const damaged = bundle("anonymous").slice();
      damaged[damaged.length >> 1]! ^= 1;
      assert.notEqual(count(damaged).status, 0);
    });

    it("has the same costs", () => {
      for (const exponent of [0, 1, 5000, 10_000, 15_001, 65_535]) {
        const { stdout } = python(
          "-c",
          `import count; print([count.cost(v, ${exponent}) for v in range(6)])`,
        );
        assert.equal(stdout.trim(), `[${costTable(5, exponent).join(", ")}]`);
      }
    });
  });

  describe("altered", () => {
    /** The first alteration of each kind: of all that have the same name but for numbers. */
    function kinds(bytes: Uint8Array): Attack[] {
      const byKind = new Map<string, Attack>();
      for (const attack of attacksOn(bytes)) {
        const kind = attack.name.replace(/\d+/g, "#").replace(/(?:\.#)+$/, "");
        if (!byKind.has(kind)) byKind.set(kind, attack);
      }
      return [...byKind.values()];
    }

    it("is found by the right line, for one alteration of each kind", async () => {
      const right = await audit(bundle("serial"));
      const missed: string[] = [];
      for (const { name, found, make, harmless } of kinds(bundle("serial"))) {
        const report = await audit(make());
        const check = wrongLine(report)?.check;
        const same = harmless && check === undefined && report.results === right.results;
        if (!same && !(check && found.includes(check))) missed.push(`${name}: ${check}`);
      }
      assert.deepEqual(missed, []);
    });

    it("is found if a key, or a census, is exchanged with its hash", async () => {
      const { verificationKeyFile } = elections;
      const key = JSON.parse(verificationKeyFile);
      const [first, second, ...rest] = key.IC;
      const other = JSON.stringify({ ...key, IC: [second, first, ...rest] }, null, 1);
      const exchanged = pack(
        withFiles(
          unpack(bundle("anonymous")),
          (all) => void all.set("census-7.vkey.json", Buffer.from(other)),
        ),
      );
      assert.equal(wrongLine(await audit(exchanged))?.check, "key");
      const census = [...elections.censuses.values()].find((one) => one[6] === 7)!;
      const others = pack(
        withFiles(unpack(bundle("serial")), (all) => void all.set("census-0.pspc", census)),
      );
      assert.equal(wrongLine(await audit(others))?.check, "census");
      assert.equal(
        textOf(unpack(bundle("serial")).files.get("results.json")!),
        elections.world.process(ids.serial).results,
      );
    });
  });
});
