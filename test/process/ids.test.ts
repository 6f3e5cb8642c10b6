import assert from "node:assert/strict";
import fc from "fast-check";
import { encodePacked, getAddress, keccak256, pad, toHex as viemToHex } from "viem";
import { addressBytes, fixedHex, type Hex, hashToField, toHex, uintBytes } from "../../src/bytes/index.js";
import { nullifierOf } from "../../src/census/index.js";
import { processId, scope } from "../../src/process/index.js";
import { vectors } from "../support/vectors.js";
import { throwsCode } from "./support.js";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const address = bytes(20).map((value) => toHex(value));
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("process/ids", () => {
  const entity: Hex = "0x1111111111111111111111111111111111111111";

  it("gives the processId that Solidity packs (PROTOCOL 8)", () => {
    fc.assert(
      fc.property(
        address,
        fc.bigInt(0n, 2n ** 256n - 1n),
        uint32,
        uint32,
        (entity, index, namespace, chainId) => {
          const packed = encodePacked(
            ["address", "uint256", "uint32", "uint32"],
            [entity, index, namespace, chainId],
          );
          assert.equal(processId({ entity, index, namespace, chainId }), keccak256(packed));
          assert.equal(
            processId({ entity: getAddress(entity), index, namespace, chainId }),
            keccak256(packed),
            "checksummed addresses are the same",
          );
        },
      ),
    );
  });

  it("pins one processId", () => {
    assert.equal(
      processId({ entity, index: 0, namespace: 1, chainId: 31337 }),
      "0x09d5ee6c6c8771af3039afdfda8a797c4e303786dc8f3ccdfa1e333e01ed0204",
    );
  });

  it("refuses what does not fit its bytes", () => {
    const parts = { entity, index: 0n, namespace: 0, chainId: 1 };
    for (const wrong of [
      { index: -1n },
      { index: 2n ** 256n },
      { index: 0.5 },
      { index: 2 ** 53 },
      { namespace: 2 ** 32 },
      { namespace: -1 },
      { namespace: Number.NaN },
      { chainId: 2 ** 32 },
      { chainId: Number.POSITIVE_INFINITY },
      { chainId: "1" as never },
    ]) {
      throwsCode(() => processId({ ...parts, ...wrong }), "bytes/uint");
    }
  });

  it("takes addresses in lower case or with a right checksum, nothing else", () => {
    const checked = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
    assert.equal(toHex(addressBytes(checked, "it")), checked.toLowerCase());
    const wrong: unknown[] = [
      checked.replace("dA6", "da6"),
      checked.toUpperCase().replace("0X", "0x"),
      checked.slice(0, -1),
      `${checked}0`,
      checked.slice(2),
      `0X${checked.slice(2).toLowerCase()}`,
      undefined,
      null,
      1n,
    ];
    for (const text of wrong) throwsCode(() => addressBytes(text, "it"), "bytes/address");
  });

  it("agrees with viem on hashes and integers", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.bigInt(0n, 2n ** 256n - 1n), (value, integer) => {
        assert.equal(hashToField(value), BigInt(keccak256(value)) >> 8n);
        assert.equal(toHex(value), viemToHex(value));
        assert.equal(toHex(uintBytes(integer, 32, "it")), pad(viemToHex(integer), { size: 32 }));
      }),
    );
  });

  it("makes a scope of the process contract, processId and question (PROTOCOL 4)", () => {
    fc.assert(
      fc.property(address, bytes(32), fc.integer({ min: 0, max: 255 }), (contract, id, questionIndex) => {
        const packed = encodePacked(
          ["address", "bytes32", "uint8"],
          [contract, viemToHex(id), questionIndex],
        );
        const expected = BigInt(keccak256(packed)) >> 8n;
        assert.equal(scope({ contract, processId: toHex(id), questionIndex }), expected);
        assert.equal(
          scope({ contract: getAddress(contract), processId: toHex(id), questionIndex }),
          expected,
        );
      }),
    );
    const process = { contract: entity, processId: toHex(new Uint8Array(32)) };
    assert.equal(scope(process), scope({ ...process, questionIndex: 0 }));
    for (const questionIndex of [-1, 256, 0.5, Number.NaN]) {
      throwsCode(() => scope({ ...process, questionIndex }), "process/question-index");
    }
    throwsCode(() => scope({ ...process, processId: process.processId.toUpperCase() as Hex }), "bytes/hex");
    throwsCode(() => scope({ ...process, contract: process.processId }), "bytes/address");
  });

  it("gives the vectors' process ids, scopes and nullifiers", () => {
    type Vector = { scope: string; secret: string; nullifier: string } & Parameters<typeof scope>[0] &
      Record<"entity" | "index", Hex> &
      Record<"namespace" | "chainId", number>;
    const cases = vectors<Vector[]>("hashes");
    assert.equal(cases.length, 3);
    for (const { scope: expected, secret, nullifier, ...parts } of cases) {
      assert.equal(processId({ ...parts, index: BigInt(parts.index) }), parts.processId);
      assert.equal(scope(parts), BigInt(expected));
      assert.equal(nullifierOf(scope(parts), BigInt(secret)), BigInt(nullifier));
    }
  });

  it("makes another scope for another deployment, so that votes of a rehearsal do not count in the election", () => {
    // Two deployments on one chain give equal ids: the id is of entity, count, namespace and chain.
    const id = processId({ entity, index: 0, namespace: 1, chainId: 31337 });
    const rehearsal = { contract: entity, processId: id };
    assert.notEqual(scope(rehearsal), scope({ ...rehearsal, contract: `0x${"22".repeat(20)}` }));
  });

  it("reads hex of one length and case only", () => {
    assert.deepEqual(fixedHex("0x00ff", 2, "it"), Uint8Array.of(0, 255));
    for (const text of ["0x00fF", "00ff", "0x00f", "0x00ff00", "0x0g00", " 0x00ff", 255, null]) {
      throwsCode(() => fixedHex(text, 2, "it"), "bytes/hex");
    }
  });
});
