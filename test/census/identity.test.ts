import assert from "node:assert/strict";
import { mnemonicToAccount } from "viem/accounts";
import { type Hex, SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import {
  censusLeaf,
  createIdentity,
  IDENTITY_MESSAGE,
  identityFromJson,
  identityFromSecret,
  identityFromWallet,
  identityToJson,
} from "../../src/census/index.js";
import { throwsCode } from "../support/errors.js";
import { vectors } from "../support/vectors.js";

interface IdentityVector {
  signature: Hex;
  password: string;
  secret: string;
  commitment: string;
  weight: string;
  leaf: string;
}
const { message, identities } = vectors<{ message: string; identities: IdentityVector[] }>("identity");

describe("census: identities (PROTOCOL 2)", () => {
  it("derives the vectors' secrets, commitments and leaves from wallet signatures", () => {
    assert.equal(IDENTITY_MESSAGE, message);
    for (const { signature, password, secret, commitment, weight, leaf } of identities) {
      const identity = identityFromWallet(signature, password);
      assert.equal(identity.secret, BigInt(secret));
      assert.equal(identity.commitment, BigInt(commitment));
      assert.equal(censusLeaf({ commitment: identity.commitment, weight: BigInt(weight) }), BigInt(leaf));
    }
  });

  it("takes a signature that viem makes, and another password gives another identity", async () => {
    const account = mnemonicToAccount("test test test test test test test test test test test junk");
    const signature = await account.signMessage({ message: IDENTITY_MESSAGE });
    const identity = identityFromWallet(signature);
    assert.deepEqual(identityFromWallet(signature), identity);
    assert.notEqual(identityFromWallet(signature, "x").secret, identity.secret);
  });

  it("reads a recovery byte of 0 or 1 as 27 or 28", () => {
    for (const { signature, password, secret } of identities) {
      const byte = (Number(`0x${signature.slice(-2)}`) - 27).toString(16).padStart(2, "0");
      const other = `${signature.slice(0, -2)}${byte}` as Hex;
      assert.equal(identityFromWallet(other, password).secret, BigInt(secret));
    }
  });

  it("refuses a malleated, truncated or oversized signature", () => {
    const { signature } = identities[0]!;
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = BigInt(`0x${signature.slice(66, 130)}`);
    const twin = `${signature.slice(0, 66)}${(n - s).toString(16).padStart(64, "0")}${signature.slice(130)}`;
    const zero = `${signature.slice(0, 66)}${"0".repeat(64)}1b`;
    const badV = `${signature.slice(0, -2)}1d`;
    for (const bad of [
      twin,
      zero,
      badV,
      signature.slice(0, -2),
      `${signature}00`,
      signature.slice(2),
      "",
      5,
    ]) {
      throwsCode("census/signature", () => identityFromWallet(bad as Hex));
    }
  });

  it("makes random identities in [1, r), never one twice", () => {
    const secrets = Array.from({ length: 200 }, () => createIdentity().secret);
    assert.ok(secrets.every((secret) => secret > 0n && secret < r));
    assert.equal(new Set(secrets).size, secrets.length);
    // uniform below r ≈ 1.51 · 2^253: a third of them have the top bit of 254 set, and none of 200 with a chance of 10^-35
    assert.ok(
      secrets.some((secret) => secret >> 253n === 1n) && secrets.some((secret) => secret >> 253n === 0n),
    );
  });

  it("refuses a secret outside [1, r)", () => {
    for (const bad of [0n, r, -1n, 1 as unknown as bigint])
      throwsCode("census/secret", () => identityFromSecret(bad));
  });

  it("reads back the file it writes", () => {
    const identity = createIdentity();
    assert.deepEqual(identityFromJson(identityToJson(identity)), identity);
  });

  it("refuses broken identity files without quoting them", () => {
    const identity = createIdentity();
    const text = identityToJson(identity);
    const hex = identity.secret.toString(16).padStart(64, "0");
    const other = createIdentity().commitment.toString();
    const broken = [
      "",
      "null",
      "[]",
      "5",
      text.slice(0, -4),
      text.replace("psephos-identity", "other"),
      text.replace('"version": 1', '"version": 2'),
      text.replace(`0x${hex}`, hex),
      text.replace(hex, hex.slice(1)),
      text.replace(hex, "f".repeat(64)),
      text.replace(hex, "0".repeat(64)),
      text.replace(identity.commitment.toString(), other),
      text.replace("{", `{"secret": "0x${hex}",`),
      text.replace("{", `{"${hex}": 1, "${hex}": 2,`),
      text.replace("{", '{"constructor": 1,'),
      text.replace("{", '{"__proto__": {},'),
    ];
    for (const bad of broken) {
      const { message, hint, cause } = throwsCode("census/identity-file", () => identityFromJson(bad));
      assert.ok(!`${message}${hint}`.includes(hex.slice(0, 8)), "the error quotes the secret");
      assert.equal(cause, undefined);
    }
  });
});
