import assert from "node:assert/strict";
import { encodeFunctionData, parseEther } from "viem";
import { asRefusal } from "../../src/evm/client.js";
import { ContractRefusal, type Deployment, proveToken, tokenStorageProofsAbi } from "../../src/evm/index.js";
import { corruptions } from "./corruptions.js";
import { afresh, cast, deployment } from "./support.js";
import { entryAt, newToken, somebody } from "./tokens.js";

describe("contracts: storage proofs of tokens, every byte", () => {
  const made: () => Deployment = afresh(() => deployment());

  it("is refused with any byte of any node changed", async () => {
    const { owner } = await cast();
    const token = await newToken("TestERC20");
    for (let i = 0; i < 300; i += 1) await token.mint(somebody(i), 5n);
    const holder = somebody(999);
    await token.mint(holder, parseEther("3"));
    const { claim, proof } = await proveToken(owner, entryAt(token.address, 11), holder);
    assert.ok(proof.accountProof.length >= 2, `depth ${proof.accountProof.length}`);
    assert.ok(proof.storageProof.length >= 3, `depth ${proof.storageProof.length}`);
    const register = async (changed: Partial<typeof proof>) => {
      const functionName = "registerToken";
      const args = [claim, { ...proof, ...changed }] as const;
      const data = encodeFunctionData({ abi: tokenStorageProofsAbi, functionName, args });
      await owner.call({ to: made().tokens, data }).catch((error: unknown) => {
        throw asRefusal(error, tokenStorageProofsAbi, functionName);
      });
    };
    await register({});
    let cases = 0;
    for (const kind of ["accountProof", "storageProof"] as const) {
      for (const nodes of corruptions(proof[kind], true)) {
        await assert.rejects(register({ [kind]: nodes }), ContractRefusal);
        cases += 1;
      }
    }
    assert.ok(cases > 1000, `${cases} cases`);
    await register({});
  });
});
