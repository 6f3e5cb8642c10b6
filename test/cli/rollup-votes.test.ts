// What rollup commands read votes from.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeEnvelope, encodeVoteLine, packageOf } from "../../src/ballot/index.js";
import { readVotes } from "../../src/cli/rollup/support.js";
import { rejectsCode } from "../support/errors.js";
import { PROCESS_ID, seeded, voteOf } from "../support/rollup/votes.js";

describe("cli: the votes of a rollup", () => {
  const folder = mkdtempSync(join(tmpdir(), "psephos-votes-"));
  const path = join(folder, "votes.jsonl");
  after(() => rmSync(folder, { recursive: true }));

  const random = seeded(1);
  const [first, second] = [voteOf(random, [0, 1], 2n), voteOf(random, [1, 1], 3n)];
  const envelope = (processId: `0x${string}`) => {
    const { nullifier, weight, voteHash } = second;
    const proof = new Uint8Array(256).fill(0x22);
    const votePackage = packageOf(second.ballot!);
    const content = { nonce: 0, encryptionKeyIndexes: [], votePackage };
    return encodeEnvelope({ processId, proof, nullifier, weight, voteHash, ...content });
  };
  const process = { processId: PROCESS_ID, maxVoteOverwrites: 0 };
  const read = (...lines: string[]) => {
    writeFileSync(path, lines.join("\n"));
    return readVotes(path, process);
  };

  it("are envelopes and accepted votes, in any mixture, or none", async () => {
    const votes = await read(encodeVoteLine(first), "", envelope(PROCESS_ID));
    assert.deepEqual(
      votes.map(({ nullifier }) => nullifier),
      [first.nullifier, second.nullifier],
    );
    assert.deepEqual(await read(""), []);
  });

  it("are of the process, and named by their line where they are none", async () => {
    const good = encodeVoteLine(first);
    for (const [code, line] of [
      ["ballot/other-process", envelope(`0x${"12".repeat(32)}`)],
      ["ballot/envelope", '{"processId":1}'],
      ["ballot/vote-line", envelope(PROCESS_ID).slice(0, 25)],
      ["ballot/overwrites", encodeVoteLine({ ...second, nonce: 1 })],
    ] as const) {
      const error = await rejectsCode(code, read(good, "", line));
      assert.match(error.message, /^line 3\b/);
    }
    const missing = await rejectsCode("cli/read", readVotes(join(folder, "none"), process));
    assert.match(missing.hint!, /one JSON object on each line/);
  });
});
