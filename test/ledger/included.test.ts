// Votes that the EVM included: they count by the same rules, and a package that is not the proved ballot counts as invalid.
import assert from "node:assert/strict";
import { createVotePackage, encodeVotePackage, envelopeHash, voteHash } from "../../src/ballot/index.js";
import { keyId } from "../../src/process/index.js";
import { ruleFacts } from "../support/ledger/votes.js";
import { CENSUS_KEY, World } from "../support/ledger/world.js";

describe("ledger: votes that the EVM included", () => {
  it("count if their package opens what was proved, and are invalid otherwise", async () => {
    const world = new World(ruleFacts());
    const id = await world.declare({
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      envelopeType: { anonymous: true },
      blockCount: 2,
    });
    await world.attest(id, { kind: "rollup-opened", oracles: 0 });
    await world.until(world.process(id).start!);
    await world.until(world.process(id).end!);
    assert.equal(world.process(id).phase, "ended", "it waits for the end of the inclusion");
    const included = (nullifier: bigint, weight: bigint, told: number, proved: number) => {
      const sealed = createVotePackage([proved]);
      const votePackage = encodeVotePackage({ ...sealed, votes: [told] });
      const content = { nonce: 0, encryptionKeyIndexes: [], votePackage };
      return {
        nullifier,
        weight,
        voteHash: voteHash(sealed.votes, sealed.nonce, nullifier),
        nonce: 0,
        envelopeHash: envelopeHash(content),
        votePackage,
      };
    };
    const votes = [
      included(5n, 2n, 1, 1),
      included(6n, 4n, 3, 2),
      { ...included(7n, 8n, 1, 1), votePackage: null },
      included(5n, 2n, 0, 0), // the voter's vote with this number is there already
    ];
    await world.attest(id, { kind: "included", votes });
    await world.attest(id, { kind: "inclusion-ended" });
    const { record, results } = world.process(id);
    assert.deepEqual([record.logSize, record.withoutPackage], [3, 2]);
    const [question] = JSON.parse(results!).questions;
    assert.equal(question.invalid, "12");
    assert.deepEqual(
      question.results.map(({ count }: { count: string }) => count),
      ["0", "2", "0", "0"],
    );
  });
});
