/**
 * The second verifier beside `psephos audit`: the same lines of good bundles, and the same wrong line of every altered one. Of the alterations that differ
 * only in a number (a byte, a line, an entry) one is tried; `ATTACKS=all` tries all.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transactionLine } from "../../src/audit/documents.js";
import { auditBundle } from "../../src/audit/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { contentHash } from "../../src/process/index.js";
import { type Attack, attacksOn } from "../support/audit/attacks.js";
import { bundleOf, fileOf, toldBlocks } from "../support/audit/bundles.js";
import { Elections, METADATA } from "../support/audit/elections.js";
import { bundleIn, quietKey, shownOtherwise, tooLarge, withTranscript } from "../support/audit/forged.js";
import { pack, unpack, withFiles } from "../support/audit/repack.js";
import { HOW_TO_BUILD, isBuilt, runSecond } from "../support/audit/second-verifier.js";
import { first, second, statesOf, type Verdict, wrongOf } from "../support/audit/verdicts.js";
import { ORACLES, testParams, World } from "../support/ledger/world.js";

const KINDS = ["anonymous", "sealed", "serial", "registered", "layered", "canceled"] as const;

/** One attack of each kind: their names differ only in numbers, and the same lines find them. */
function* chosen(attacks: Iterable<Attack>): Generator<Attack> {
  const tried = new Set<string>();
  for (const attack of attacks) {
    const kind = `${attack.name.replace(/\d+/g, "#")} ${attack.found}`;
    if (process.env.ATTACKS !== "all" && tried.has(kind)) continue;
    tried.add(kind);
    yield attack;
  }
}

describe("audit: the second verifier says what the first says", () => {
  let folder: string;
  let elections: Elections;
  const bundles = new Map<string, Uint8Array>();

  before(async function () {
    if (!isBuilt) {
      console.log(`      ${HOW_TO_BUILD}`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "psephos-second-"));
    elections = await Elections.begin();
    const ids: [string, Hex][] = [];
    for (const kind of KINDS) ids.push([kind, await elections[kind]()]);
    const blocks = await toldBlocks(elections);
    for (const [kind, id] of ids) bundles.set(kind, await fileOf(await bundleOf(elections, blocks, id)));
  });

  after(async () => {
    if (folder) rmSync(folder, { recursive: true });
    await elections?.close();
  });

  for (const kind of KINDS) {
    it(`a good bundle: ${kind}`, async () => {
      const bytes = bundles.get(kind)!;
      const [one, other] = [await first(bytes), await second(join(folder, "bundle.zip"), bytes)];
      assert.ok(one.ok);
      assert.deepEqual(statesOf(other), statesOf(one));
      assert.deepEqual(other.results, one.results);
    });

    it(`altered bundles: ${kind}`, async () => {
      const differences: string[] = [];
      let count = 0;
      for (const { name, make, found, harmless } of chosen(attacksOn(bundles.get(kind)!))) {
        const bytes = make();
        const [one, other] = [await first(bytes), await second(join(folder, "altered.zip"), bytes)];
        count++;
        if (wrongOf(one) !== wrongOf(other))
          differences.push(`${name}: the first says ${wrongOf(one)}, the second ${wrongOf(other)}`);
        else assert.deepEqual(other.results, one.results, name);
        if (!found.some((check) => check === wrongOf(one)) && !(harmless && wrongOf(one) === "nothing"))
          differences.push(`${name}: both say ${wrongOf(one)}`);
      }
      console.log(`      ${count} alterations`);
      assert.deepEqual(differences, [], `of ${count} alterations`);
    });
  }

  /** Both say that this line is wrong, and in words like these. */
  async function bothFind(bytes: Uint8Array, check: string, words = /./, insecure = true): Promise<void> {
    const file = join(folder, "forged.zip");
    for (const verdict of [await first(bytes, insecure), await second(file, bytes, insecure)]) {
      assert.equal(wrongOf(verdict), check);
      assert.match(verdict.lines.find(({ state }) => state === "wrong")?.text ?? "nothing", words);
    }
  }

  it("a process that one oracle alone declares otherwise, first", async () => {
    const world = new World(elections.world.facts, elections.world.genesis);
    const { id, declaration } = world.declaration(testParams({ blockCount: 2 }));
    const metadata = `https://example.org/metadata.json!${contentHash(METADATA)}`;
    const other = { ...declaration, params: { ...declaration.params, metadata } };
    const says = (oracle: number, declared: typeof declaration) =>
      world.attestation(
        id,
        0,
        { kind: "declared", declaration: declared, snapshot: null },
        ORACLES[oracle]!,
        {},
      );
    await world.block();
    await world.take(await says(0, declaration), await says(1, declaration));
    await world.until(world.ledger.height + 6);
    const bundle = await bundleIn(elections, world, id);
    await bothFind(bundle, "nothing");
    await bothFind(
      shownOtherwise(bundle, id, await says(2, other), other),
      "history",
      /^transaction 3: it declares another process than the first attestation does/,
    );
  });

  it("a key that only its transcript calls insecure, and transcripts that state no kind", async () => {
    const { bundle, sha256 } = await quietKey(elections);
    const text = (keyKind: unknown, hash: unknown = sha256) =>
      JSON.stringify({ verificationKeySha256: hash, keyKind });
    await bothFind(pack(bundle), "nothing", /./, false);
    for (const kind of [undefined, "unknown", "ceremony"])
      await bothFind(withTranscript(bundle, text(kind)), "nothing", /./, false);
    const development = withTranscript(bundle, text("development-INSECURE"));
    await bothFind(development, "key", /is insecure \(development-INSECURE\)/, false);
    await bothFind(development, "nothing");
    for (const kind of [["ceremony"], { toString: 5 }, null, 5])
      await bothFind(withTranscript(bundle, text(kind)), "key", /states no kind of key/);
    const odd = [
      text("ceremony", [sha256]),
      text("development-INSECURE").replace("}", ',"keyKind":"ceremony"}'),
    ];
    for (const one of [...odd, "null", "[".repeat(100_000)])
      await bothFind(withTranscript(bundle, one), "key");
  });

  it("the bundle of another process than the one that was asked for", async () => {
    const bytes = bundles.get("canceled")!;
    const file = join(folder, "asked.zip");
    writeFileSync(file, bytes);
    for (const [processId, ok] of [
      [unpack(bytes).manifest.processId, true],
      [`0x${"00".repeat(32)}`, false],
    ] as [Hex, boolean][]) {
      const { stdout } = await runSecond(file, "--process-id", processId, "--insecure", "--json");
      const other = JSON.parse(stdout) as Verdict;
      const one = await auditBundle(bytes, { processId, insecure: true });
      for (const verdict of [{ ...one, results: null }, other])
        assert.equal(wrongOf(verdict), ok ? "nothing" : "process");
    }
  });

  it("files that are larger than they may be", async () => {
    const right = unpack(bundles.get("serial")!);
    const larger = (name: string, bytes: number) =>
      pack(withFiles(right, (all) => void all.set(name, Buffer.alloc(bytes, "\n"))));
    await bothFind(tooLarge(), "file", /a bundle has fewer than 4294967295/);
    await bothFind(larger("genesis.json", 2 ** 20 + 1), "chain", /has more than 1048576 bytes/);
    await bothFind(larger("heads.jsonl", 2 ** 17 + 1), "signed", /has more than 131072 bytes/);
  });

  it("lines before the first transaction: empty, or nested very deep", async () => {
    const right = unpack(bundles.get("serial")!);
    const preceded = (text: string) =>
      pack(
        withFiles(right, (all) => {
          const bytes = Buffer.concat([Buffer.from(text), all.get("transactions.jsonl")!]);
          all.set("transactions.jsonl", bytes);
        }),
      );
    await bothFind(preceded("\n".repeat(2_000_000)), "history");
    for (const depth of [17, 3_000, 40_000]) {
      const transaction = new Uint8Array(depth).fill(0x81);
      await bothFind(preceded(`${transactionLine({ height: 1, transaction })}\n`), "history");
    }
  });

  it("lines that are not UTF-8, cut off, or too long; the first of them, and later ones", async () => {
    const right = unpack(bundles.get("serial")!);
    const lines = right.files.get("transactions.jsonl")!;
    const end = lines.indexOf(10) + 1;
    const written = (...parts: Uint8Array[]) =>
      pack(withFiles(right, (all) => void all.set("transactions.jsonl", Buffer.concat(parts))));
    const bad = Buffer.from([0x22, 0xff, 10]);
    await bothFind(written(bad, lines), "process");
    await bothFind(written(lines.subarray(0, end), bad, lines.subarray(end)), "history");
    await bothFind(written(lines, bad), "history");
    await bothFind(written(lines, bad.subarray(0, 2)), "history");
    await bothFind(written(lines, Buffer.alloc(6 * 2 ** 20, "x"), Buffer.from("\n")), "history");
    // What comes before the line is told first.
    const doubled = Buffer.concat([lines.subarray(0, end), lines.subarray(0, end)]);
    await bothFind(written(doubled, lines.subarray(end), bad), "history", /changes nothing/);
    const votes = (bytes: Uint8Array) => pack(withFiles(right, (all) => void all.set("votes.jsonl", bytes)));
    await bothFind(votes(bad), "ballots");
  });

  it("integers that no double has, however they are large", async () => {
    const { bundle, sha256 } = await quietKey(elections);
    const text = (more: string) =>
      `{"verificationKeySha256":"${sha256}","keyKind":"ceremony","more":${more}}`;
    for (const more of ["9007199254740991", "1e30", "18446744073709551616.0", '"18446744073709551616"'])
      await bothFind(withTranscript(bundle, text(more)), "nothing");
    for (const more of ["9007199254740992", "18446744073709551616", "-18446744073709551616", "1e999"])
      await bothFind(withTranscript(bundle, text(more)), "key");
    await bothFind(withTranscript(bundle, text('{"__proto__":1}')), "key");
  });
});
