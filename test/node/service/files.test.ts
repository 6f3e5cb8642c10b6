/** Whole files that follow from the chain: censuses that replaced others, censuses of registrations; and an oracle's signature over a rollup's votes. */
import assert from "node:assert/strict";
import { encodeRegistration } from "../../../src/ballot/index.js";
import { type Hex, scalarToHex, toHex } from "../../../src/bytes/index.js";
import { Census, CensusSnapshot, writeSnapshot } from "../../../src/census/index.js";
import { encodeTransaction, processView } from "../../../src/ledger/index.js";
import { contentHash, encodeMetadata, keyId } from "../../../src/process/index.js";
import { registration } from "../../support/ledger/registrations.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import { CENSUS_KEY, ORACLES, World } from "../../support/ledger/world.js";
import { QUESTIONS } from "../../support/node/questions.js";
import { CENSUS, nodeGenesis, temporaryFolder, until, VOTERS } from "../../support/node/solo.js";
import { errorOf, type OpenDoor, openDoor, openPoll } from "./support.js";

const SIGNATURE = {
  signer: `0x${"5a".repeat(20)}`,
  votesDigest: `0x${"11".repeat(32)}`,
  voteCount: "12",
  signature: `0x${"22".repeat(65)}`,
} as const;

const censusFile = (weight: bigint) =>
  writeSnapshot(new Census(3, [{ commitment: BigInt(VOTERS[0]!.address), weight }]));
const uriOf = (file: Uint8Array) => `https://example.org/census!${contentHash(file)}`;
const rootOf = (file: Uint8Array) => scalarToHex(new CensusSnapshot(file).root);

describe("node service: a picture", () => {
  const folder = temporaryFolder();
  let door: OpenDoor;
  before(async () => {
    door = await openDoor({ folder: folder.path });
  });
  after(async () => {
    await door.close();
    folder.remove();
  });

  it("is taken if a process's questions name it, after the questions", async () => {
    const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);
    const headerImage = `https://example.org/picture!${contentHash(picture)}`;
    const questions = encodeMetadata({ ...QUESTIONS, headerImage });
    await openPoll(door, { metadata: `https://example.org/questions!${contentHash(questions)}` });
    await assert.rejects(door.client.publish(picture), { code: "api/refused" });
    await door.client.publish(questions);
    await door.client.publish(picture);
    assert.deepEqual(await door.client.content(contentHash(picture)), picture);
    await assert.rejects(door.client.publish(Uint8Array.of(1)), { code: "api/refused" });
  });
});

describe("node service: files of the chain", () => {
  const folder = temporaryFolder();
  let door: OpenDoor;
  /** The process that has a signature. */
  let signed: Hex | undefined;
  const votesSignature = (id: Hex) => (id === signed ? SIGNATURE : undefined);
  const reopen = async () => {
    door = await openDoor({ folder: folder.path, votesSignature });
  };
  before(reopen);
  after(async () => {
    await door.close();
    folder.remove();
  });

  it("are the present census of a dynamic process and the earlier ones, also after a restart", async () => {
    const files = [censusFile(1n), censusFile(2n), censusFile(3n)] as const;
    const [first, second, third] = files;
    const poll = await openPoll(door, {
      censusRoot: rootOf(first),
      censusUri: uriOf(first),
      mode: { dynamicCensus: true },
    });
    const { id, world } = poll;
    await door.client.publish(first);
    await assert.rejects(door.client.publish(second), { code: "api/refused" });
    assert.deepEqual(await door.client.census(id), first);
    for (const file of [second, third]) {
      const { sequence } = processView(door.ordering.state, id)!.record;
      const statement = { kind: "census", root: rootOf(file), uri: uriOf(file) } as const;
      for (const oracle of ORACLES.slice(0, 2)) {
        await assert.rejects(door.client.publish(file), { code: "api/refused" });
        const word = await world.attestation(id, sequence, statement, oracle);
        await door.client.transaction(encodeTransaction(word), { wait: true });
      }
      assert.equal((await door.get(`/v1/processes/${id}/census`)).status, 404);
      await door.client.publish(file);
      assert.deepEqual(await door.client.census(id), file);
    }
    const check = async () => {
      assert.deepEqual(await door.client.census(id), third);
      for (const file of files) assert.deepEqual(await door.client.census(id, { root: rootOf(file) }), file);
      const { headers } = await door.get(`/v1/processes/${id}/census`);
      assert.equal(headers.get("cache-control"), "public, no-cache");
      const earlier = await door.get(`/v1/processes/${id}/census?root=${rootOf(first)}`);
      assert.match(earlier.headers.get("cache-control")!, /immutable/);
      const none = await door.get(`/v1/processes/${id}/census?root=${rootOf(censusFile(9n))}`);
      assert.deepEqual([none.status, errorOf(none).code], [404, "service/no-content"]);
    };
    await check();
    await door.close();
    await reopen();
    await check();
    assert.deepEqual([...door.store.censusUris()], [uriOf(second), uriOf(third)]);
  });

  it("are the census of registrations, when registration is over: the same file each time", async () => {
    const world = new World(ruleFacts(), nodeGenesis());
    await world.declare(); // the first of this organiser is the other test's
    const before = world.blocks.length;
    const id = await world.declare({
      censusRoot: CENSUS.root,
      censusKey: keyId(CENSUS_KEY.circuit, CENSUS_KEY.keyHash),
      envelopeType: { anonymous: true },
      mode: { preRegister: true },
      startBlock: door.ordering.head.height + 60,
    });
    const told = world.blocks.slice(before).flatMap(({ transactions }) => transactions);
    for (const bytes of told) await door.client.transaction(bytes, { wait: true });
    const chosen = [7n, 8n, 7n];
    for (const [i, commitment] of chosen.entries()) {
      const { kind: _, ...made } = await registration(world, id, VOTERS[i]!, {
        ...CENSUS.member(i),
        commitment,
      });
      await door.client.register(encodeRegistration(made), { wait: true });
    }
    const early = await door.get(`/v1/processes/${id}/registrations`);
    assert.deepEqual([early.status, errorOf(early).code], [409, "ledger/too-early"]);
    await until(door.ordering, processView(door.ordering.state, id)!.start!);
    const file = await door.client.registrations(id);
    const census = new CensusSnapshot(file);
    assert.equal(scalarToHex(census.root), (await door.client.process(id)).registeredRoot);
    await census.rehash();
    assert.deepEqual(
      chosen.map((_, i) => census.entry(i)),
      chosen.map((commitment, i) => ({ commitment, weight: BigInt(i + 1) })),
    );
    assert.equal(census.heaviestIndexOf(7n), 2);
    const { headers } = await door.get(`/v1/processes/${id}/registrations`);
    assert.match(headers.get("cache-control")!, /immutable/);
    const again = await door.get(`/v1/processes/${id}/registrations`, {
      "if-none-match": headers.get("etag")!,
    });
    assert.equal(again.status, 304);
    assert.deepEqual(await door.client.content(contentHash(file)), file);
    await door.close();
    await reopen();
    assert.deepEqual(await door.client.registrations(id), file);
  });

  it("are refused where a process has none", async () => {
    const { processes } = await door.client.processes();
    const [{ processId } = { processId: toHex(new Uint8Array(32)) }] = processes;
    await assert.rejects(door.client.registrations(processId), { code: "ledger/no-registration" });
    const unsigned = await door.get(`/v1/processes/${processId}/votes-signature`);
    assert.deepEqual([unsigned.status, errorOf(unsigned).code], [404, "service/no-signature"]);
    signed = processId;
    assert.deepEqual(await door.client.votesSignature(processId), SIGNATURE);
  });
});
