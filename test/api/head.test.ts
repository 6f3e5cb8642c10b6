import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { checkHead, type Head, headBytes, signHead, validatorKey } from "../../src/api/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { testGenesis } from "../support/ledger/world.js";

const pair = generateKeyPairSync("ed25519");
const secretKey = Buffer.from(pair.privateKey.export({ format: "jwk" }).d!, "base64url");
const base = testGenesis();
const genesis = testGenesis({ lists: { ...base.lists, validators: [validatorKey(secretKey)] } });
const stateRoot: Hex = `0x${"5a".repeat(32)}`;
const head = signHead(genesis.hash, { height: 300, time: 1_800_000_000_000, stateRoot }, secretKey);

describe("api: signed heads", () => {
  it("are signed over the domain, the genesis hash, the height and the root: Node's own ed25519 agrees", () => {
    const message = Buffer.concat([
      Buffer.from("Psephos state root v1"),
      genesis.hash,
      Buffer.from("000000000000012c", "hex"),
      Buffer.from("5a".repeat(32), "hex"),
    ]);
    assert.deepEqual(Buffer.from(headBytes(genesis.hash, head)), message);
    const publicKey = createPublicKey(pair.privateKey);
    assert.ok(verify(null, message, publicKey, Buffer.from(head.signature.slice(2), "hex")));
    assert.equal(
      head.validator,
      toHex(Buffer.from(publicKey.export({ format: "jwk" }).x as string, "base64url")),
    );
    checkHead(genesis, head);
  });

  it("refuses a head with any signed value changed, and another chain's", () => {
    const flipped = `0x${(Number.parseInt(head.signature[2]!, 16) ^ 1).toString(16)}${head.signature.slice(3)}`;
    const wrong: readonly Partial<Head>[] = [
      { height: 301 },
      { stateRoot: `0x${"5b".repeat(32)}` },
      { signature: flipped as Hex },
      { signature: "0x" },
      { signature: head.signature.slice(0, -2) as Hex },
      { height: -1 },
      { height: 1.5 },
    ];
    for (const change of wrong)
      assert.throws(
        () => checkHead(genesis, { ...head, ...change }),
        { code: "api/head" },
        JSON.stringify(change),
      );
    const later: Head = { ...head, time: 0 };
    checkHead(genesis, later);
    const other = testGenesis({ lists: genesis.lists, votingChain: 8 });
    assert.throws(() => checkHead(other, head), { code: "api/head" });
  });

  it("refuses a signer who is not in the genesis document, and a second form of a signature", () => {
    const stranger = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }).d!;
    const signed = signHead(genesis.hash, head, Buffer.from(stranger, "base64url"));
    assert.throws(() => checkHead(genesis, signed), { code: "api/head" });
    // s + L, with L the order of the group: another text for the same signature.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const bytes = Buffer.from(head.signature.slice(2), "hex");
    const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + order;
    const second = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
    const signature = toHex(Buffer.concat([bytes.subarray(0, 32), second]));
    assert.throws(() => checkHead(genesis, { ...head, signature }), { code: "api/head" });
  });
});
