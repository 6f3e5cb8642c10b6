// The id of a key is what the registry of verifiers computes, and a key at hand is compared by it.
import assert from "node:assert/strict";
import { encodeAbiParameters, keccak256 } from "viem";
import type { Hex } from "../../src/bytes/index.js";
import { ensureCensusKey, keyId } from "../../src/process/index.js";
import { throwsCode } from "../support/errors.js";

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;

describe("process/key-id", () => {
  it("is viem's keccak256(abi.encode(string, bytes32))", () => {
    for (const circuit of ["", "census-7", "x".repeat(31), "x".repeat(32), "x".repeat(33), "Σ-7"]) {
      const encoded = encodeAbiParameters([{ type: "string" }, { type: "bytes32" }], [circuit, hash("7")]);
      assert.equal(keyId(circuit, hash("7")), keccak256(encoded));
    }
  });

  it("refuses a hash in another form", () => {
    for (const bad of [hash("A"), hash("7").slice(2), hash("7").slice(0, -1), `${hash("7")}0`, ""])
      throwsCode("bytes/hex", () => keyId("census-7", bad as Hex));
  });

  it("tells the process's key from every other, by circuit and by hash", () => {
    const process = { circuit: "census-7", censusKey: keyId("census-7", hash("1")) };
    const key = { keyHash: hash("1"), keyKind: "unknown" };
    ensureCensusKey(process, key);
    ensureCensusKey(process, { ...key, keyKind: "ceremony" });
    throwsCode("process/other-key", () => ensureCensusKey(process, { ...key, keyHash: hash("2") }));
    throwsCode("process/other-key", () => ensureCensusKey({ ...process, circuit: "census-11" }, key));
    throwsCode("process/other-key", () => ensureCensusKey({ ...process, censusKey: hash("0") }, key));
  });

  it("refuses the process's own key when it says that it is insecure, unless told", () => {
    const process = { circuit: "census-7", censusKey: keyId("census-7", hash("1")) };
    for (const keyKind of [
      "development-INSECURE",
      "forgeable-INSECURE",
      "rehearsal-INSECURE",
      "unfinished",
      "anything-else",
    ]) {
      const key = { keyHash: hash("1"), keyKind };
      throwsCode("process/insecure-key", () => ensureCensusKey(process, key));
      throwsCode("process/insecure-key", () => ensureCensusKey(process, key, { insecure: false }));
      ensureCensusKey(process, key, { insecure: true });
      // Knowing that a key is insecure is no reason to take another one than the process's.
      throwsCode("process/other-key", () =>
        ensureCensusKey(process, { ...key, keyHash: hash("2") }, { insecure: true }),
      );
    }
  });
});
