// The library and the contract read storage proofs alike: the table of test/vectors/storage-proofs.json, and each proof of it corrupted.
import assert from "node:assert/strict";
import { type Abi, fromRlp, type Hex, hexToBytes, keccak256, toRlp } from "viem";
import { asRefusal } from "../../src/evm/client.js";
import { ContractRefusal, tokenStorageProofsAbi } from "../../src/evm/index.js";
import { slotValue, storageRootOf } from "../../src/facts/storage.js";
import { CensusOrigin, checkpointsSlot } from "../../src/process/index.js";
import { type BalanceCase, nodesOf, STORAGE_PROOFS } from "../support/storage-proofs.js";
import { corruptions } from "./corruptions.js";
import { cast, deployment, deployTest } from "./support.js";

/** What the contracts refuse a proof or a claim with. */
const REFUSALS = [
  "TrieProofTraversalError",
  "RLPInvalidEncoding",
  "Panic",
  "MalformedAccount",
  "MalformedValue",
  "CheckpointOutOfRange",
  "TokenIdMayBeAddress",
  "TokenIdUnexpected",
];

function slotCase(name: string) {
  const found = STORAGE_PROOFS.find((it) => it.name === name);
  assert.ok(found?.kind === "slot", name);
  return found;
}

/** Whether viem reads it, to the innermost list. */
function isRlp(node: Hex): boolean {
  try {
    return toRlp(fromRlp(node)) === node;
  } catch {
    return false;
  }
}

describe("contracts: storage proofs, answered as the library does", () => {
  let proofs: { address: Hex; abi: readonly unknown[] };
  let tokens: Hex;
  let owner: Awaited<ReturnType<typeof cast>>["owner"];

  before(async () => {
    ({ owner } = await cast());
    proofs = await deployTest("TestStateProofs");
    ({ tokens } = await deployment());
  });

  /** What a call gives, or nothing if the contract refuses it. */
  async function answer<T>(address: Hex, abi: Abi, functionName: string, args: readonly unknown[]) {
    try {
      return (await owner.readContract({ address, abi, functionName, args } as never)) as T;
    } catch (error) {
      const refusal = asRefusal(error, abi, functionName);
      assert.ok(refusal instanceof ContractRefusal && REFUSALS.includes(refusal.rule), `${refusal}`);
      return undefined;
    }
  }
  const wordOf = (root: Hex, slot: Hex, proof: readonly Hex[]) =>
    answer<bigint>(proofs.address, proofs.abi as Abi, "slotValue", [root, slot, proof]);
  const rootOf = (root: Hex, account: Hex, proof: readonly Hex[]) =>
    answer<Hex>(proofs.address, proofs.abi as Abi, "storageRoot", [root, account, proof]);

  /** The balance that the contracts read: the slot by the registry, its word by the library of proofs. */
  async function balanceOf({ storageRoot, proofs: given, claim }: BalanceCase): Promise<bigint | undefined> {
    const { origin, position, tokenId, address } = claim;
    const isMiniMe = origin === CensusOrigin.MINI_ME;
    if (given.length !== (isMiniMe ? 2 : 1)) return undefined;
    const count = isMiniMe
      ? await wordOf(storageRoot, checkpointsSlot(address, BigInt(position)), given[0]!)
      : 1n;
    if (count === undefined) return undefined;
    const place = { namespace: "", slot: BigInt(position), tokenId: BigInt(tokenId), checkpoint: count - 1n };
    const slot = await answer<Hex>(tokens, tokenStorageProofsAbi as Abi, "balanceSlot", [
      { token: tokens, origin, holder: address, ...place },
    ]);
    const word = slot && (await wordOf(storageRoot, slot, given.at(-1)!));
    return word && (isMiniMe ? word >> 128n : word);
  }

  it("each case of the table", async () => {
    for (const it of STORAGE_PROOFS) {
      if (it.kind === "slot")
        assert.equal((await wordOf(it.root, it.slot, it.proof))?.toString() ?? null, it.value, it.name);
      else if (it.kind === "account")
        assert.equal((await rootOf(it.root, it.account, it.proof)) ?? null, it.storageRoot, it.name);
      else {
        const balance = await balanceOf(it);
        // registerToken takes 1 to 2^128 - 1, and only what the token itself tells.
        const isTaken = balance !== undefined && balance > 0n && balance < 2n ** 128n;
        assert.equal(isTaken && balance === BigInt(it.claim.weight), it.answer, it.name);
      }
    }
  });

  it("each proof of the table, corrupted", async () => {
    let count = 0;
    for (const name of ["300 slots", "an inline leaf below an inline extension, listed as well"]) {
      const it = slotCase(name);
      for (const proof of corruptions(it.proof)) {
        const value = await slotValue(it.root, it.slot, nodesOf(proof));
        assert.equal(await wordOf(it.root, it.slot, proof), value, `${name}: ${proof.join(" ")}`);
        count += 1;
      }
    }
    // Under the root that the first node gives, so that its hash does not already refuse it.
    for (const name of [
      "a trie of one node: 256",
      "an inline leaf",
      "a branch and a leaf with an odd path",
    ]) {
      const it = slotCase(name);
      for (const proof of corruptions(it.proof, true)) {
        const root = keccak256(proof[0] ?? "0x");
        const value = await slotValue(root, it.slot, nodesOf(proof));
        // The contract does not look into what is beside the path; the library reads all of a node.
        if (value !== undefined || proof.every(isRlp))
          assert.equal(await wordOf(root, it.slot, proof), value, `${name}: ${proof.join(" ")}`);
        count += 1;
      }
    }
    const account = STORAGE_PROOFS.find((one) => one.name === "account: with storage");
    assert.ok(account?.kind === "account");
    for (const proof of corruptions(account.proof)) {
      const root = await storageRootOf(hexToBytes(account.root), account.account, nodesOf(proof));
      assert.equal(await rootOf(account.root, account.account, proof), root);
      count += 1;
    }
    assert.ok(count > 200, `${count} cases`);
  });
});
