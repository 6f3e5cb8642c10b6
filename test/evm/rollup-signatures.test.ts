// Oracles' signatures: malformed ones are told apart before the chain is asked; the contract takes those that are chosen.
import assert from "node:assert/strict";
import { chooseSignatures, votesTypedData } from "../../src/evm/index.js";
import { type OpenRollup, readOpenRollup } from "../../src/rollup/index.js";
import { rollupDeployment } from "../contracts/rollup-deployment.js";
import { POSTER_BOND, RollupWorld } from "../contracts/rollup-world.js";
import { afresh } from "../contracts/support.js";
import { rejectsCode } from "../support/errors.js";
import { evm, type TestWallet } from "../support/evm.js";

describe("evm: oracles' signatures", () => {
  const address = `0x${"11".repeat(20)}` as const;
  const votesDigest = `0x${"22".repeat(32)}` as const;
  const good = { signer: address, votesDigest, voteCount: "1", signature: `0x${"33".repeat(65)}` };
  const contracts = { rollup: address, book: address, inbox: address };
  const on = { client: { chain: { id: 1 } }, rollup: { contracts, terms: { signatures: 1 } } } as never;
  const statement = { processId: votesDigest, votesDigest, voteCount: 1n, inclusionSeal: votesDigest };

  it("are refused when malformed, over other votes, or not their signer's; the message says which", async () => {
    const cases: [RegExp, unknown][] = [
      [/"signer"/, null],
      [/"signer"/, []],
      [/"signer"/, "0x"],
      [/"signer"/, { ...good, signer: "bob" }],
      [/"signer"/, { ...good, signer: undefined }],
      [/"signature"/, { ...good, signature: undefined }],
      [/"signature"/, { ...good, signature: "0x33" }],
      [/not a signature over/, { ...good, votesDigest: `0x${"23".repeat(32)}` }],
      [/did not sign/, good],
    ];
    for (const [message, document] of cases) {
      const error = await rejectsCode(
        "evm/signature",
        chooseSignatures([{ from: "one.json", document }], statement, on),
      );
      assert.match(error.message, message);
      assert.match(error.message, /^one\.json/);
    }
    await rejectsCode("evm/signatures", chooseSignatures([], statement, on));
  });

  describe("of a rollup on chain", () => {
    const made = afresh(() => rollupDeployment());

    it("are as many as it asks for, by ascending address, and of oracles alone", async () => {
      const world = await RollupWorld.open(made());
      const { oracles, stranger, poster } = world.people;
      const rollup: OpenRollup = await readOpenRollup(poster, world.deployment.processes, world.processId);
      const plan = world.plan(world.votes(3));
      await world.atPosting();
      const signed = { ...world.statement(plan), inclusionSeal: await world.seal() };
      const { chainId } = await evm();
      const data = votesTypedData({ rollup: world.contracts.rollup, chainId }, signed);
      const documentOf = async (from: string, signer: TestWallet) => ({
        from,
        document: {
          signer: signer.account.address,
          votesDigest: plan.votesDigest,
          signature: await signer.signTypedData(data),
        },
      });
      const [first, second, third] = [...oracles].sort((a, b) =>
        BigInt(a.account.address) < BigInt(b.account.address) ? -1 : 1,
      );
      const [a, b, c] = [
        await documentOf("a", first!),
        await documentOf("b", second!),
        await documentOf("c", third!),
      ];
      const foreign = await documentOf("foreign", stranger);
      const at = { client: poster, rollup };
      const chosen = await chooseSignatures([c, foreign, b, a], signed, at);
      assert.deepEqual(chosen.signatures, [a.document.signature, b.document.signature]);
      assert.deepEqual(chosen.left, ["c", "foreign"]);
      const few = await rejectsCode("evm/signatures", chooseSignatures([a, a, foreign], signed, at));
      assert.match(few.message, /2 oracles, and 1 /);
      assert.match(few.hint!, /foreign/);
      const stolen = { from: "stolen", document: { ...a.document, signer: second!.account.address } };
      await rejectsCode("evm/signature", chooseSignatures([stolen, b], signed, at));
      await world.as(poster).takeTurn(signed, chosen.signatures, POSTER_BOND);
      assert.equal((await world.turn()).poster, poster.account.address);
    });
  });
});
