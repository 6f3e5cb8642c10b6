// Which blocks' headers a storage proof may hang on: those whose hash the chain still knows, and no other chain's.
import assert from "node:assert/strict";
import { encodeFunctionData, type Hex } from "viem";
import { getCode, getStorageAt } from "viem/actions";
import { startLocalEvm } from "../../src/cli/evm/index.js";
import { asRefusal } from "../../src/evm/client.js";
import { type Deployment, proveToken, tokenStorageProofsAbi } from "../../src/evm/index.js";
import { proofAt, type TokenRegistration } from "../../src/evm/token-census.js";
import { balanceSlot } from "../../src/process/index.js";
import { wallet } from "../support/wallet.js";
import { afresh, cast, deployment, refused } from "./support.js";
import { entryAt, newToken, somebody, type TestToken } from "./tokens.js";

/** EIP-2935's contract, which keeps the hashes of the last 8,191 blocks. */
const HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935";
const KEPT = 8191n;
/** How far back the EVM itself knows them. */
const BLOCKHASH = 256n;

describe("contracts: headers of storage proofs", () => {
  const made: () => Deployment = afresh(() => deployment());
  const holder = somebody(1);
  let people: Awaited<ReturnType<typeof cast>>;
  let token: TestToken;

  before(async () => {
    people = await cast();
  });
  beforeEach(async () => {
    token = await newToken("TestERC20");
    await token.mint(holder, 5n);
  });

  /** Asks what the registration would do in a block of this number, EIP-2935 being active or not. */
  async function registerIn(number: bigint, { claim, proof }: TokenRegistration, active = true) {
    const functionName = "registerToken";
    const data = encodeFunctionData({ abi: tokenStorageProofsAbi, functionName, args: [claim, proof] });
    const stateOverride = active ? [] : ([{ address: HISTORY, code: "0x" }] as const);
    await people.stranger
      .call({ to: made().tokens, data, blockOverrides: { number }, stateOverride: [...stateOverride] })
      .catch((error: unknown) => {
        throw asRefusal(error, tokenStorageProofsAbi, functionName);
      });
  }

  it("of the last 8,191 blocks, and of none before or to come", async () => {
    assert.notEqual(await getCode(people.owner, { address: HISTORY }), undefined, "EIP-2935 is active");
    const proved = await people.owner.getBlockNumber();
    const registration = await proofAt(people.owner, entryAt(token.address, 11), holder, proved);
    // The block after it writes its hash into the history.
    await people.owner.mine({ blocks: 1 });
    for (const age of [1n, BLOCKHASH + 1n, KEPT - 1n, KEPT]) await registerIn(proved + age, registration);
    for (const age of [KEPT + 1n, KEPT + 2n, 2n * KEPT, 2n ** 60n, 0n, -1n])
      await refused(registerIn(proved + age, registration), "HeaderNotOfThisChain");
  });

  it("of the last 256 where EIP-2935 is not active", async () => {
    const proved = await people.owner.getBlockNumber();
    const registration = await proofAt(people.owner, entryAt(token.address, 11), holder, proved);
    await people.owner.mine({ blocks: Number(BLOCKHASH) });
    await registerIn(proved + BLOCKHASH, registration, false);
    await people.owner.mine({ blocks: 1 });
    const next = proved + BLOCKHASH + 1n;
    await refused(registerIn(next, registration, false), "HeaderNotOfThisChain");
    await registerIn(next, registration);
  });

  it("not of another chain, whose token has the same code, storage and address", async () => {
    const { owner } = people;
    const { address } = token;
    const entry = entryAt(address, 11);
    const height = await owner.getBlockNumber();
    await using other = await startLocalEvm();
    const elsewhere = wallet(other, other.accounts[0]!);
    const slot = balanceSlot(11, holder, 0n);
    await elsewhere.setCode({ address, bytecode: (await getCode(owner, { address }))! });
    const word = (await getStorageAt(owner, { address, slot })) as Hex;
    await elsewhere.setStorageAt({ address, index: slot, value: word });
    await elsewhere.mine({ blocks: Number(height) });
    const forged = await proveToken(elsewhere, entry, holder);
    const honest = await proveToken(owner, entry, holder);
    assert.deepEqual(forged.claim, honest.claim);
    await refused(registerIn(height + 1n, forged), "HeaderNotOfThisChain");
    await refused(
      registerIn(height + 1n, { ...forged, proof: { ...forged.proof, header: honest.proof.header } }),
      "TrieProofTraversalError",
    );
    await registerIn(height + 1n, honest);
  });
});
