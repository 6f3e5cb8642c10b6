/** Sends mutated envelopes to a node's door: none is taken, each is answered with a typed code, and true votes beside them are taken. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isRefusedCode } from "../../../src/api/index.js";
import { encodeEnvelope, envelopeHash } from "../../../src/ballot/index.js";
import { scalarToHex } from "../../../src/bytes/index.js";
import { Census, identityFromSecret } from "../../../src/census/index.js";
import { keyId } from "../../../src/process/index.js";
import { anonymousVote } from "../../support/ledger/votes.js";
import { CENSUS_KEY } from "../../support/ledger/world.js";
import { replay } from "../../support/node/solo.js";
import { mutants } from "./mutations.js";
import { openDoor, openPoll } from "./support.js";

const SECRETS = [11n, 12n, 13n, 14n];
const BATCH = 100;

export async function sendMutants(count: number, seed: number): Promise<ReadonlyMap<string, number>> {
  const door = await openDoor();
  const named = await openPoll(door, { maxVoteOverwrites: 3 });
  const census = new Census(
    7,
    SECRETS.map((secret) => ({ commitment: identityFromSecret(secret).commitment, weight: 1n })),
  );
  const root = scalarToHex(census.root);
  const anonymous = await openPoll(
    door,
    {
      censusRoot: root,
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      envelopeType: { anonymous: true },
      maxVoteOverwrites: 3,
    },
    named.world,
  );
  const secretVotes = SECRETS.map((secret) => {
    const {
      censusRoot: _,
      kind: __,
      ...vote
    } = anonymousVote(named.world, anonymous.id, secret, root, {}, envelopeHash);
    return encodeEnvelope(vote);
  });
  const envelopes = [...secretVotes, ...(await Promise.all([0, 1, 2, 3].map((voter) => named.vote(voter))))];
  const codes = new Map<string, number>();
  const texts = fc.sample(mutants(envelopes), { numRuns: count, seed });
  for (let from = 0; from < texts.length; from += BATCH) {
    const batch = texts.slice(from, from + BATCH);
    const results = await door.client.votes(batch);
    assert.equal(results.length, batch.length);
    for (const [i, result] of results.entries()) {
      assert.ok("error" in result, `taken: ${batch[i]}`);
      const { code, message, hint } = result.error;
      assert.ok(isRefusedCode(code), `${code}: ${batch[i]}`);
      assert.ok(message !== "" && hint !== "", code);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
  }
  // One at a time as well, where the whole body is one text.
  for (const text of texts.slice(0, Math.min(100, count))) {
    const { status } = await door.post("/v1/votes", text);
    assert.ok(status >= 400 && status < 500, `${status}: ${text}`);
  }
  for (const poll of [named, anonymous]) assert.equal((await door.client.log(poll.id)).size, 0);
  const answers = await Promise.all(envelopes.map((one) => door.client.vote(one, { wait: true })));
  assert.ok(answers.every(({ state }) => state === "recorded"));
  for (const poll of [named, anonymous]) assert.equal((await door.client.log(poll.id)).size, 4);
  await replay(door.store); // it compares the root of each block
  await door.close();
  return codes;
}
