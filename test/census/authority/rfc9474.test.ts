// RFC 9474, appendix A.1, with a modulus of 4,096 bits: each step gives the bytes that the RFC prints.
import assert from "node:assert/strict";
import { base64urlnopad } from "@scure/base";
import { readInteger, uintBytes } from "../../../src/bytes/index.js";
import {
  blind,
  type RsaPrivateKey,
  randomize,
  signBlinded,
  unblind,
  verifyPrepared,
} from "../../../src/census/authority/blind-rsa.js";
import { nativePower } from "../../../src/census/authority/native-rsa.js";
import { inverse } from "../../support/integers.js";
import { vectors } from "../../support/vectors.js";

describe("census: RFC 9474, RSABSSA-SHA384-PSS-Randomized", () => {
  const vector = vectors<Record<string, string>>("rfc9474");
  const bytes = (name: string) => Uint8Array.from(Buffer.from(vector[name]!, "hex"));
  const integer = (name: string) => BigInt(`0x${vector[name]}`);
  const [p, q] = [integer("p"), integer("q")];
  const n = p * q;
  const modulus = uintBytes(n, 512, "n");
  const hex = (value: Uint8Array) => Buffer.from(value).toString("hex");
  const prepared = Buffer.concat([bytes("msg_prefix"), bytes("msg")]);

  /** The private key, as a JSON Web Key has it. */
  function privateKey(): RsaPrivateKey {
    const d = inverse(65537n, (p - 1n) * (q - 1n));
    const part = (value: bigint, length: number) => base64urlnopad.encode(uintBytes(value, length, "a part"));
    return {
      n: part(n, 512),
      d: part(d, 512),
      p: part(p, 256),
      q: part(q, 256),
      dp: part(d % (p - 1n), 256),
      dq: part(d % (q - 1n), 256),
      qi: part(inverse(q, p), 256),
    };
  }

  /** Runs with these bytes in the place of random ones. */
  async function drawing<T>(draws: readonly Uint8Array[], run: () => T | Promise<T>): Promise<T> {
    const { getRandomValues } = crypto;
    let next = 0;
    crypto.getRandomValues = ((target: Uint8Array) => {
      assert.equal(draws[next]?.length, target.length, `draw ${next}`);
      target.set(draws[next++]!);
      return target;
    }) as typeof getRandomValues;
    try {
      return await run();
    } finally {
      crypto.getRandomValues = getRandomValues;
      assert.equal(next, draws.length);
    }
  }

  it("prepares the message", async () => {
    const drawn = await drawing([bytes("msg_prefix")], () => randomize(bytes("msg")));
    assert.equal(hex(drawn.randomizer), vector.msg_prefix);
    assert.equal(hex(drawn.prepared), hex(prepared));
  });

  it("blinds it, with the RFC's salt and blinding factor", async () => {
    const factor = uintBytes(inverse(integer("inv"), n), 512, "r");
    const made = await drawing([bytes("salt"), factor], () => blind(modulus, prepared));
    assert.equal(hex(made.request), vector.blinded_msg);
    assert.equal(hex(made.inverse), vector.inv);
  });

  it("signs the request", async () => {
    assert.equal(hex(await signBlinded(privateKey(), bytes("blinded_msg"))), vector.blind_sig);
  }).timeout(60_000);

  it("signs it by OpenSSL alike", () => {
    assert.equal(hex(nativePower(privateKey(), bytes("blinded_msg"))!), vector.blind_sig);
  });

  it("opens the signature, which is valid for the message and no other", async () => {
    const signature = await unblind(modulus, prepared, bytes("blind_sig"), bytes("inv"));
    assert.equal(hex(signature), vector.sig);
    assert.equal(await verifyPrepared(modulus, prepared, signature), true);
    for (const place of [0, 31, 32, prepared.length - 1]) {
      const other = Uint8Array.from(prepared);
      other[place]! ^= 1;
      assert.equal(await verifyPrepared(modulus, other, signature), false);
    }
    const s = readInteger(signature, 0, 512);
    for (const other of [n - s, 0n, 1n, s + n])
      if (other >> 4096n === 0n)
        assert.equal(await verifyPrepared(modulus, prepared, uintBytes(other, 512, "s")), false);
  });
});
