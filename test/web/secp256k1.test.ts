// The signer of a signature, as the pages' workers find it, beside viem's own.
import assert from "node:assert/strict";
import { secp256k1 as curve } from "@noble/curves-2/secp256k1.js";
import { bytesToHex, hexToBytes, randomBytes } from "@noble/hashes/utils.js";
import { recoverPublicKey } from "viem/utils";
import { secp256k1 } from "../../web/shared/secp256k1.js";

const signerOf = (hash: string, signature: string): string =>
  secp256k1.Signature.fromCompact(signature.slice(0, 128))
    .addRecoveryBit(Number.parseInt(signature.slice(128), 16) - 27)
    .recoverPublicKey(hash)
    .toHex(false);

async function both(hash: string, signature: string): Promise<[string, string]> {
  const told = await recoverPublicKey({ hash: `0x${hash}`, signature: `0x${signature}` }).catch(
    () => "refused",
  );
  let own: string;
  try {
    own = `0x${signerOf(hash, signature)}`;
  } catch {
    own = "refused";
  }
  return [own, told];
}

describe("pages: signers of signatures", () => {
  it("are those that viem finds, for right and for broken signatures", async () => {
    const outcomes = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const secret = curve.utils.randomSecretKey();
      const hash = bytesToHex(randomBytes(32));
      const made = curve.sign(hexToBytes(hash), secret, { prehash: false, format: "recovered" });
      const signature = `${bytesToHex(made.slice(1))}${(27 + made[0]!).toString(16)}`;
      const [own, told] = await both(hash, signature);
      assert.equal(own, told);
      assert.equal(own, `0x${bytesToHex(curve.getPublicKey(secret, false))}`);
      const at = 2 * (i % 64);
      const broken = `${signature.slice(0, at)}ff${signature.slice(at + 2)}`;
      const [first, second] = await both(hash, broken);
      assert.equal(first, second, broken);
      outcomes.add(first === "refused" ? "refused" : "another");
    }
    for (const broken of ["00".repeat(64), "ff".repeat(64), `${"00".repeat(63)}01`]) {
      const [own, told] = await both("11".repeat(32), `${broken}1b`);
      assert.equal(own, told, broken);
      outcomes.add(own === "refused" ? "refused" : "another");
    }
    assert.deepEqual([...outcomes].sort(), ["another", "refused"]);
  });
});
