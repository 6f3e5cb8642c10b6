// Gateways of a chain whose validators have changed since the genesis document: who validates now is proved by the gateways, and a proved root convicts whoever shows another one.
import assert from "node:assert/strict";
import { consensusChainId, validatorKey, validatorsAnswer } from "../../src/api/index.js";
import type { Hex } from "../../src/bytes/index.js";
import { findGateways, GatewayMemory } from "../../src/gateways/index.js";
import { ORACLES, testGenesis } from "../support/ledger/world.js";
import { blockOf, seedOf, setOf } from "../support/light/blocks.js";
import { openGateway, recordOf, rootOf, type TestGateway } from "./support.js";

const FIRST = ["a", "b", "c", "d"];
const NOW = ["b", "c", "d", "e"];
const genesis = testGenesis({
  lists: {
    ...{ oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null },
    validators: FIRST.map((name) => validatorKey(seedOf(name))),
  },
});
const chain = { genesis };
const proofOf = (names: readonly string[], height: number, appHash: Hex = rootOf(height - 1)) =>
  validatorsAnswer(
    genesis,
    blockOf(consensusChainId(genesis), {
      ...{ height, signers: names.slice(0, 3), validators: setOf(...names), appHash },
      time: new Date().toISOString().replace(/\.?0*Z$/, "Z"),
    }),
    [],
  );

describe("gateways: validators that have changed", () => {
  const opened = new Map<string, TestGateway>();
  const of = (name: string) => opened.get(name)!;
  beforeEach(async () => {
    for (const name of ["a", ...NOW]) opened.set(name, await openGateway(chain, seedOf(name)));
    const list = [...opened].map(([name, { url }]) => recordOf(chain, seedOf(name), { addresses: [url] }));
    for (const gateway of opened.values()) {
      gateway.list = list;
      gateway.validators = proofOf(NOW, 100);
    }
  });
  afterEach(async () => {
    for (const gateway of opened.values()) await gateway.close();
    opened.clear();
  });
  const find = (start: string, memory?: GatewayMemory) =>
    findGateways({ start: [of(start).url], genesis, ...(memory && { memory }) });
  const namesOf = (found: { readonly gateways: readonly { readonly url: string }[] }) =>
    found.gateways.map(({ url }) => [...opened].find(([, one]) => one.url === url)![0]).sort();

  it("are used if they validate now; who left is not, and is not called a liar", async () => {
    for (const start of ["a", "e"]) {
      const memory = new GatewayMemory();
      for (const { asked } of opened.values()) asked.length = 0;
      const found = await find(start, memory);
      for (const [name, { asked }] of opened) {
        const proofs = asked.filter((path) => path === "/v1/validators").length;
        assert.equal(proofs, name === "a" && start !== "a" ? 0 : 1, `${name}, from ${start}`);
      }
      assert.deepEqual([namesOf(found), found.liars], [NOW, []]);
      assert.equal(memory.lied(of("a").url), false);
      assert.deepEqual(
        found.records.map(({ validator }) => validator).sort(),
        NOW.map((name) => validatorKey(seedOf(name))).sort(),
      );
    }
  });

  it("go by the latest proof, whoever shows an older one or none", async () => {
    of("a").validators = proofOf(FIRST, 50);
    of("b").validators = undefined;
    assert.deepEqual(namesOf(await find("a")), NOW);
  });

  it("are those of the genesis document if no proof is good", async () => {
    for (const gateway of opened.values()) gateway.validators = proofOf(["e", "f", "g", "h"], 100);
    assert.deepEqual(namesOf(await find("a")), FIRST);
  });

  it("that show another root than the proved one lie, though they are the most", async () => {
    for (const name of ["b", "c", "d"]) {
      of(name).chain = () => "false";
      of(name).validators = undefined;
    }
    const found = await find("e");
    assert.deepEqual(namesOf(found), ["e"]);
    assert.deepEqual([...found.liars].sort(), ["b", "c", "d"].map((name) => of(name).url).sort());
  });
});
