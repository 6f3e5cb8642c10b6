// The voting booth of the voter's page in an election in which votes have names, in Node, against a real node.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { privateKeyToAccount } from "viem/accounts";
import { validatorKey } from "../../src/api/index.js";
import { type Hex, scalarToHex, toHex } from "../../src/bytes/index.js";
import { Census, writeSnapshot } from "../../src/census/index.js";
import { createFacts } from "../../src/facts/index.js";
import { contentHash, encodeMetadata } from "../../src/process/index.js";
import type { ElectionLink } from "../../web/shared/link.js";
import { Booth } from "../../web/vote/booth.js";
import { keptReceipt } from "../../web/vote/kept-receipt.js";
import { rejectsCode } from "../support/errors.js";
import { ORACLES, testGenesis, World } from "../support/ledger/world.js";
import { QUESTIONS } from "../support/node/questions.js";
import { SECRET_KEY } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

const WALLETS = [0, 1, 2].map((i) => privateKeyToAccount(toHex(sha256(utf8ToBytes(`psephos named ${i}`)))));
const [MEMBER, OTHER, STRANGER] = WALLETS as [(typeof WALLETS)[0], (typeof WALLETS)[0], (typeof WALLETS)[0]];
const call = () => ({ signal: new AbortController().signal, tell: () => {} });
const addressOf = ({ address }: { readonly address: string }) => address.toLowerCase() as Hex;

describe("pages: the voting booth, votes by name", function () {
  this.timeout(60_000);
  let folder: string;
  let node: NodeOfChain;
  let link: ElectionLink;
  /** A process whose list at the node is not the one that it names. */
  let mislead: ElectionLink;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-named-"));
    const lists = { oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null };
    const genesis = testGenesis({ lists: { ...lists, validators: [validatorKey(SECRET_KEY)] } });
    const world = new World(createFacts({ verifiers: [] }), genesis);
    const electorate = new Census(3, [
      { commitment: BigInt(MEMBER.address), weight: 3n },
      { commitment: BigInt(OTHER.address), weight: 1n },
    ]);
    const forged = new Census(3, [{ commitment: BigInt(STRANGER.address), weight: 1n }]);
    const files = [encodeMetadata(QUESTIONS), writeSnapshot(electorate), writeSnapshot(forged)] as const;
    const [metadata, censusUri, wrong] = files.map((file) => `https://example.org/file!${contentHash(file)}`);
    const params = {
      ...{ metadata: metadata!, censusRoot: scalarToHex(electorate.root) },
      ...{ blockCount: 1_000_000, maxVoteOverwrites: 1 },
    };
    const id = await world.declare({ ...params, censusUri: censusUri! });
    const other = await world.declare({ ...params, censusUri: wrong! });
    await world.until(Math.max(world.process(id).start!, world.process(other).start!));
    node = await startNode(join(folder, "node"), world, files, 20);
    link = {
      ...{ processId: id, genesisHash: toHex(genesis.hash), nodes: [await node.open()] },
      ...{ proofs: [], manifest: undefined, key: undefined },
    };
    mislead = { ...link, processId: other };
  });
  after(async () => {
    await node?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const opened = async (which = link): Promise<Booth> => {
    const booth = new Booth(async (...asked) => keptReceipt(...asked));
    const { election, state } = await booth.open(which, call());
    assert.deepEqual([election.anonymous, election.listed, state.phase], [false, true, "open"]);
    return booth;
  };

  it("says who is on the list before anything is chosen", async () => {
    const booth = await opened();
    assert.equal((await booth.useAccount({ address: addressOf(MEMBER) })).weight, 3n);
    assert.equal((await booth.useAccount({ address: addressOf(STRANGER) })).weight, undefined);
    await rejectsCode("bytes/address", booth.useAccount({ address: "0x12" }));
    await rejectsCode("voter/not-in-census", booth.prepareNamed({ votes: [1], overwrite: 0 }));
  });

  it("believes no list but the one that the process names", async () => {
    const booth = await opened(mislead);
    await rejectsCode("voter/census-root", booth.useAccount({ address: addressOf(STRANGER) }));
  });

  it("sends what the wallet signed, finds it in the log, and lets it be changed", async () => {
    const booth = await opened();
    const { commitment } = await booth.useAccount({ address: addressOf(MEMBER) });
    assert.equal(commitment, addressOf(MEMBER));
    assert.equal(await booth.earlierVote(undefined, call()), undefined);
    await rejectsCode("voter/invalid-ballot", booth.prepareNamed({ votes: [9], overwrite: 0 }));
    const { text } = await booth.prepareNamed({ votes: [2], overwrite: 0 });
    const said = JSON.parse(text) as { voter: string; weight: string; processId: string };
    assert.deepEqual([said.voter, said.weight, said.processId], [commitment, "3", link.processId]);
    const signature = await MEMBER.signMessage({ message: text });
    const { envelope } = await booth.signNamed({ signature });
    const recorded = await booth.send({ envelope }, call());
    assert.equal(recorded.index, 0);
    await booth.state();
    assert.deepEqual(await booth.earlierVote(undefined, call()), { overwrite: 0 });
    const again = await booth.prepareNamed({ votes: [1], overwrite: 1 });
    const signed = await booth.signNamed({ signature: await MEMBER.signMessage({ message: again.text }) });
    assert.equal((await booth.send(signed, call())).index, 1);
    await rejectsCode("ledger/superseded", booth.send({ envelope }, call()));
    await rejectsCode("voter/overwrites", booth.prepareNamed({ votes: [1], overwrite: 2 }));
  });

  it("sends no vote that another account signed, and takes no signature of another form", async () => {
    const booth = await opened();
    await booth.useAccount({ address: addressOf(OTHER) });
    const { text } = await booth.prepareNamed({ votes: [0], overwrite: 0 });
    const { envelope } = await booth.signNamed({ signature: await STRANGER.signMessage({ message: text }) });
    await rejectsCode("ledger/signature", booth.send({ envelope }, call()));
    await booth.prepareNamed({ votes: [0], overwrite: 0 });
    await rejectsCode("voter/signature", booth.signNamed({ signature: `0x${"11".repeat(65)}` }));
  });
});
