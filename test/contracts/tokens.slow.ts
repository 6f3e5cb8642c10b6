import assert from "node:assert/strict";
import { pad, parseEther, toHex } from "viem";
import { send } from "../../src/evm/client.js";
import { ContractRefusal, type Deployment, proveToken, tokenStorageProofsAbi } from "../../src/evm/index.js";
import { corruptions } from "./corruptions.js";
import { afresh, cast, deployment } from "./support.js";
import { newToken } from "./tokens.js";

describe("contracts: token censuses, every byte of a proof", () => {
  const made: () => Deployment = afresh(() => deployment());

  it("is refused with any byte of any node changed", async () => {
    const { owner, entity } = await cast();
    const token = await newToken("TestERC20");
    for (let i = 1; i <= 300; i += 1) await token.mint(pad(toHex(i * 7919), { size: 20 }), 5n);
    const holder = entity.account.address;
    await token.mint(holder, parseEther("3"));
    const { claim, proof } = await proveToken(owner, { token: token.address, origin: 11, holder }, 0n);
    assert.ok(proof.storageProof.length >= 3, `depth ${proof.storageProof.length}`);
    const register = (changed: Partial<typeof proof>) => {
      const args = [claim, { ...proof, ...changed }] as const;
      return send(owner, {
        address: made().tokens,
        abi: tokenStorageProofsAbi,
        functionName: "registerToken",
        args,
      });
    };
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
