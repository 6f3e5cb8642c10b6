// Signatures, against viem's.
import assert from "node:assert/strict";
import { hexToBytes, toBytes } from "viem";
import { generatePrivateKey, privateKeyToAccount, sign } from "viem/accounts";
import type { Hex } from "../../src/bytes/index.js";
import { isSigned } from "../../src/facts/index.js";
import type { SignatureStatement } from "../../src/ledger/index.js";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const word = (value: bigint) => toBytes(value, { size: 32 });

describe("facts: signatures", () => {
  const digest = Uint8Array.from({ length: 32 }, (_, i) => 7 * i);
  let statement: SignatureStatement;

  const signed = async (key: Hex): Promise<SignatureStatement> => {
    const signature = await sign({
      hash: `0x${Buffer.from(digest).toString("hex")}`,
      privateKey: key,
      to: "bytes",
    });
    const address = privateKeyToAccount(key).address.toLowerCase() as Hex;
    return { kind: "signature", digest, signature, address };
  };
  const changed = (change: Partial<SignatureStatement>) => isSigned({ ...statement, ...change });
  /** The signature with other parts. */
  const parts = ({ r, s, v }: { r?: bigint; s?: bigint; v?: number }) => {
    const signature = Uint8Array.from(statement.signature);
    if (r !== undefined) signature.set(word(r), 0);
    if (s !== undefined) signature.set(word(s), 32);
    if (v !== undefined) signature[64] = v;
    return signature;
  };

  beforeEach(async () => {
    statement = await signed(`0x${"5a".repeat(32)}`);
  });

  it("are true of the address that signed", async () => {
    assert.ok(isSigned(statement));
    for (let i = 0; i < 20; i++) assert.ok(isSigned(await signed(generatePrivateKey())));
  });

  it("are false in another form: high s, v of 0, 1 or more, another length", () => {
    const s = BigInt(`0x${Buffer.from(statement.signature.subarray(32, 64)).toString("hex")}`);
    const v = statement.signature[64]!;
    assert.equal(changed({ signature: parts({ s: ORDER - s, v: 55 - v }) }), false, "the twin");
    for (const other of [0, 1, v - 27, 55 - v, 29, 35, 255])
      assert.equal(changed({ signature: parts({ v: other }) }), false, `v ${other}`);
    assert.equal(changed({ signature: statement.signature.subarray(0, 64) }), false);
    assert.equal(changed({ signature: Uint8Array.from([...statement.signature, 0]) }), false);
    assert.equal(changed({ signature: new Uint8Array() }), false);
  });

  it("are false where r or s is no scalar, or r no point", () => {
    for (const value of [0n, ORDER, 2n ** 256n - 1n]) {
      assert.equal(changed({ signature: parts({ r: value }) }), false);
      assert.equal(changed({ signature: parts({ s: value }) }), false);
    }
    for (let r = 1n; r < 20n; r++) assert.equal(changed({ signature: parts({ r }) }), false);
  });

  it("are false over another digest, of another address, or of an address in another spelling", () => {
    assert.equal(changed({ digest: digest.map((byte) => byte ^ 1) }), false);
    for (const length of [0, 31, 33]) assert.equal(changed({ digest: new Uint8Array(length) }), false);
    assert.equal(changed({ address: `0x${"00".repeat(20)}` }), false);
    assert.equal(changed({ address: privateKeyToAccount(`0x${"5a".repeat(32)}`).address }), false);
    assert.equal(changed({ address: statement.address.slice(0, -1) as Hex }), false);
  });

  it("are false after any bit was flipped", () => {
    for (let bit = 0; bit < 8 * 65; bit += 3) {
      const signature = Uint8Array.from(statement.signature);
      signature[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(changed({ signature }), false, `bit ${bit}`);
    }
    assert.equal(hexToBytes(statement.address).length, 20);
  });
});
