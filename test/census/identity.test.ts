import assert from "node:assert/strict";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { hashTypedData } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { type Hex, SCALAR_FIELD_ORDER as r } from "../../src/bytes/index.js";
import {
  censusLeaf,
  createIdentity,
  IDENTITY_STATEMENT,
  type IdentityPurpose,
  type IdentityWallet,
  identityFromJson,
  identityFromSecret,
  identityFromSignatures,
  identityFromWallet,
  identityToJson,
} from "../../src/census/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { vectors } from "../support/vectors.js";

interface IdentityVector {
  address: Hex;
  purpose: IdentityPurpose;
  signature: Hex;
  password: string;
  secret: string;
  commitment: string;
  weight: string;
  leaf: string;
}
const { statement, identities } = vectors<{ statement: string; identities: IdentityVector[] }>("identity");

describe("census: identities (PROTOCOL 2)", () => {
  const account = mnemonicToAccount("test test test test test test test test test test test junk");
  const derive = ({ purpose, address, signature, password }: IdentityVector, second = signature) =>
    identityFromSignatures(purpose, address, [signature, second], password);

  it("derives the vectors' secrets, commitments and leaves from wallet signatures", async () => {
    assert.equal(IDENTITY_STATEMENT, statement);
    for (const vector of identities) {
      const { secret, commitment, weight, leaf } = vector;
      const identity = await derive(vector);
      assert.equal(identity.secret, BigInt(secret));
      assert.equal(identity.commitment, BigInt(commitment));
      assert.equal(censusLeaf({ commitment: identity.commitment, weight: BigInt(weight) }), BigInt(leaf));
    }
  });

  it("differs by chain, process contract, organiser, account and password, so that one signature opens one organiser's votes", async () => {
    const { purpose } = identities[0]!;
    const wallet = { address: account.address, sign: account.signTypedData };
    const secrets = [
      await identityFromWallet(purpose, wallet),
      await identityFromWallet(purpose, wallet, "x"),
      await identityFromWallet({ ...purpose, chainId: 2 }, wallet),
      await identityFromWallet({ ...purpose, contract: `0x${"c9".repeat(20)}` }, wallet),
      await identityFromWallet({ ...purpose, organiser: `0x${"c9".repeat(20)}` }, wallet),
    ].map(({ secret }) => secret);
    assert.equal(secrets[0], BigInt(identities[0]!.secret));
    assert.equal(new Set(secrets).size, secrets.length);
  });

  it("asks a wallet twice, and refuses one whose signatures differ", async () => {
    const { purpose } = identities[0]!;
    let asked = 0;
    // RFC 6979 with extra entropy: as good a signature, and another one each time.
    const key = account.getHdKey().privateKey!;
    const sign: IdentityWallet["sign"] = async (data) => {
      asked++;
      const signed = secp256k1.sign(hexToBytes(hashTypedData(data).slice(2)), key, {
        prehash: false,
        extraEntropy: true,
        format: "recovered",
      });
      return `0x${bytesToHex(signed.subarray(1))}${signed[0] === 0 ? "1b" : "1c"}`;
    };
    await rejectsCode(
      "census/wallet-not-deterministic",
      identityFromWallet(purpose, { address: account.address, sign }),
    );
    assert.equal(asked, 2);
  });

  it("refuses another account's signature, and one for another organiser or deployment", async () => {
    const [one, two] = identities as [IdentityVector, IdentityVector];
    await rejectsCode("census/signer", derive({ ...one, address: two.address }));
    await rejectsCode("census/signer", derive(one, two.signature));
    await rejectsCode("census/signer", derive({ ...one, purpose: two.purpose }));
    await rejectsCode("census/signer", derive({ ...one, purpose: { ...one.purpose, chainId: 5 } }));
    await rejectsCode("bytes/address", derive({ ...one, address: "0x1" }));
    await rejectsCode("bytes/address", derive({ ...one, purpose: { ...one.purpose, organiser: "0x" } }));
    await rejectsCode("census/chain-id", derive({ ...one, purpose: { ...one.purpose, chainId: 0.5 } }));
  });

  it("reads a recovery byte of 0 or 1 as 27 or 28", async () => {
    for (const vector of identities) {
      const { signature, secret } = vector;
      const byte = (Number(`0x${signature.slice(-2)}`) - 27).toString(16).padStart(2, "0");
      const other = `${signature.slice(0, -2)}${byte}` as Hex;
      assert.equal((await derive(vector, other)).secret, BigInt(secret));
      assert.equal((await derive({ ...vector, signature: other })).secret, BigInt(secret));
    }
  });

  it("refuses a malleated, truncated or oversized signature", async () => {
    const [vector] = identities as [IdentityVector];
    const { signature } = vector;
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = BigInt(`0x${signature.slice(66, 130)}`);
    const twin = `${signature.slice(0, 66)}${(n - s).toString(16).padStart(64, "0")}${signature.slice(130)}`;
    const zero = `${signature.slice(0, 66)}${"0".repeat(64)}1b`;
    const badV = `${signature.slice(0, -2)}1d`;
    const short = signature.slice(0, -2);
    for (const bad of [twin, zero, badV, short, `${signature}00`, signature.slice(2), "", 5]) {
      await rejectsCode("census/signature", derive({ ...vector, signature: bad as Hex }));
      await rejectsCode("census/signature", derive(vector, bad as Hex));
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
