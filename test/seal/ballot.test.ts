// Ballots sealed for a ceremony's key: against libsodium's group and cipher, and with every part exchanged.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import sodium from "libsodium-wrappers-sumo";
import { concat, hashTypedData, keccak256, numberToHex, stringToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type Hex, toHex } from "../../src/bytes/index.js";
import {
  ballotOpener,
  beginCeremony,
  checkConfirmations,
  checkShare,
  combineShares,
  confirmationTypedData,
  dealSigner,
  dealTypedData,
  encodeDeal,
  endWindow,
  keyShare,
  plaintextBytes,
  revealShare,
  type SealedElection,
  sealBallot,
  writePlaintext,
} from "../../src/seal/index.js";
import {
  Group,
  ORDER,
  randomScalar,
  readPoint,
  readScalar,
  writeScalar,
} from "../../src/seal/threshold/group.js";
import { rejectsCode, throwsCode } from "../support/errors.js";
import { CONTEXT, council, dealsOf, flipped, take } from "./support.js";

const VOTER = new Uint8Array(32).fill(5);
const PACKAGE = new TextEncoder().encode("a package");
const RULES = { maxCount: 4, maxValue: 255 };

/** RFC 5869 in Node's own HMAC: empty salt means 32 zeros. */
function hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array): Uint8Array {
  const pseudorandom = createHmac("sha256", salt).update(secret).digest();
  return createHmac("sha256", pseudorandom).update(info).update(Uint8Array.of(1)).digest();
}

describe("a sealed ballot", () => {
  const secret = randomScalar();
  const election: SealedElection = {
    context: CONTEXT,
    scope: 77n,
    publicKey: Group.BASE.multiply(secret).toBytes(),
    rules: RULES,
  };

  before(() => sodium.ready);

  it("opens in libsodium, by the document's words", () => {
    const sealed = sealBallot(election, VOTER, PACKAGE);
    const r = sealed.subarray(0, 32);
    const shared = sodium.crypto_scalarmult_ristretto255(writeScalar(secret), r);
    const scope = new Uint8Array(32).fill(77, 31);
    const info = Buffer.concat([CONTEXT.genesisHash, scope, Uint8Array.of(0), election.publicKey, r]);
    const key = hkdf(shared, Buffer.from("psephos/sealed-ballot/1"), info);
    const opened = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      null,
      sealed.subarray(32),
      null,
      new Uint8Array(24),
      key,
    );
    assert.deepEqual(new Uint8Array(opened), writePlaintext(VOTER, PACKAGE, plaintextBytes(RULES)));
  });

  it("opens for its own voter, scope, round, chain and key alone", () => {
    const sealed = sealBallot(election, VOTER, PACKAGE);
    assert.deepEqual(ballotOpener(election, secret)(VOTER, sealed), PACKAGE);
    const closed = (of: Partial<SealedElection>, voter = VOTER, bytes = sealed) =>
      assert.equal(ballotOpener({ ...election, ...of }, secret)(voter, bytes), null);
    closed({}, new Uint8Array(32)); // copied by another voter
    closed({ scope: 78n });
    closed({ context: { ...CONTEXT, round: 1 } });
    closed({ context: { ...CONTEXT, genesisHash: new Uint8Array(32) } });
    const other = randomScalar();
    const elsewhere = { ...election, publicKey: Group.BASE.multiply(other).toBytes() };
    assert.equal(ballotOpener(elsewhere, other)(VOTER, sealed), null);
    closed({}, VOTER, sealed.subarray(1));
    closed({}, VOTER, Uint8Array.of(...sealed, 0));
    for (let at = 0; at < sealed.length; at += 11) closed({}, VOTER, flipped(sealed, at));
    closed({}, VOTER, Uint8Array.of(...new Uint8Array(32), ...sealed.subarray(32))); // R the identity
    closed({}, VOTER, Uint8Array.of(...new Uint8Array(32).fill(255), ...sealed.subarray(32)));
  });

  it("is opened by the right key, or by none at all", () => {
    // With a wrong key each ballot would look invalid, and a node would have a result of its own.
    for (const wrong of [0n, secret + 1n, ORDER + secret, -secret, undefined, 5])
      throwsCode("seal/key", () => ballotOpener(election, wrong as bigint));
    throwsCode("seal/point", () => ballotOpener({ ...election, publicKey: new Uint8Array(32) }, secret));
    throwsCode("seal/point", () => ballotOpener({ ...election, publicKey: new Uint8Array(31) }, secret));
  });

  it("is sealed anew each time, to one length", () => {
    const one = sealBallot(election, VOTER, PACKAGE);
    const two = sealBallot(election, VOTER, new Uint8Array(1));
    assert.equal(one.length, two.length);
    assert.notDeepEqual(one.subarray(0, 32), two.subarray(0, 32));
    throwsCode("seal/point", () =>
      sealBallot({ ...election, publicKey: new Uint8Array(32) }, VOTER, PACKAGE),
    );
  });
});

describe("the group under it", () => {
  before(() => sodium.ready);

  it("multiplies and adds as libsodium does", () => {
    for (let i = 0; i < 8; i++) {
      const [a, b] = [randomScalar(), randomScalar()];
      const [p, q] = [Group.BASE.multiply(a), Group.BASE.multiply(b)];
      assert.deepEqual(
        p.toBytes(),
        new Uint8Array(sodium.crypto_scalarmult_ristretto255_base(writeScalar(a))),
      );
      assert.deepEqual(
        p.add(q).toBytes(),
        new Uint8Array(sodium.crypto_core_ristretto255_add(p.toBytes(), q.toBytes())),
      );
      assert.deepEqual(
        p.multiply(b).toBytes(),
        new Uint8Array(sodium.crypto_scalarmult_ristretto255(writeScalar(b), p.toBytes())),
      );
    }
  });

  it("reads what RFC 9496 calls valid, but the identity", () => {
    // RFC 9496, appendix A.2: encodings that are to be refused.
    const invalid = [
      "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
      "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
      "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
      "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
      "f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72",
      "87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309",
    ].map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
    for (const bytes of invalid) {
      assert.equal(sodium.crypto_core_ristretto255_is_valid_point(bytes), false);
      throwsCode("seal/point", () => readPoint(bytes, "it"));
    }
    throwsCode("seal/point", () => readPoint(new Uint8Array(32), "it"));
    throwsCode("seal/point", () => readPoint(new Uint8Array(31), "it"));
    throwsCode("seal/point", () => readPoint(new Uint8Array(0), "it"));
    assert.ok(readPoint(Group.BASE.toBytes(), "it").equals(Group.BASE));
  });

  it("reads scalars below the order", () => {
    const bytes = (value: bigint) =>
      Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
    assert.equal(readScalar(bytes(ORDER - 1n), "it"), ORDER - 1n);
    throwsCode("seal/scalar", () => readScalar(bytes(ORDER), "it"));
    throwsCode("seal/scalar", () => readScalar(new Uint8Array(31), "it"));
    throwsCode("seal/scalar", () => readScalar(new Uint8Array(33), "it"));
    throwsCode("seal/scalar", () => readScalar("1" as unknown as Uint8Array, "it"));
    throwsCode("seal/scalar", () => readScalar(new Uint8Array(2 ** 24), "it")); // at once: the length comes first
  });
});

describe("a ceremony's key", () => {
  const of = council(3, 2);
  const { selves } = of;
  const state = endWindow(endWindow(dealsOf(of).reduce((at, deal) => take(at, deal), beginCeremony(of))));
  const key = state.key!;
  const accounts = [1, 2, 3].map((i) => privateKeyToAccount(toHex(new Uint8Array(32).fill(i))));
  const addresses = accounts.map(({ address }) => address.toLowerCase() as Hex);
  const sign = (i: number, context = CONTEXT, of = key) =>
    accounts[i]!.signTypedData(confirmationTypedData(context, of));

  it("is taken with the confirmations of enough keykeepers", async () => {
    const two = [await sign(0), await sign(2)];
    await checkConfirmations(CONTEXT, key, two, addresses, 2);
    const check = (signatures: Hex[], of = key) => checkConfirmations(CONTEXT, of, signatures, addresses, 2);
    await rejectsCode("seal/unconfirmed", check(two.slice(1)));
    await rejectsCode("seal/unconfirmed", check([two[0]!, two[0]!]));
    // A gateway with a key of its own has no confirmation of it, and another round's or chain's is of no use.
    await rejectsCode("seal/signature", check(two, { ...key, publicKey: Group.BASE.multiply(5n).toBytes() }));
    // Nor is a key whose shares would be checked against others': a dealer with two deals of one constant term.
    const swapped = { ...key, verificationKeys: key.verificationKeys.toReversed() };
    await rejectsCode("seal/signature", check(two, swapped));
    await rejectsCode("seal/signature", check([two[0]!, await sign(2, { ...CONTEXT, round: 1 })]));
    const process = { ...CONTEXT, processId: new Uint8Array(32) };
    await rejectsCode("seal/signature", check([two[0]!, await sign(2, process)]));
    await rejectsCode("seal/signature", check([...two, ...two]));
    for (const needed of [0, 4, 1.5])
      await rejectsCode("seal/keykeepers", checkConfirmations(CONTEXT, key, two, addresses, needed));
    const chain = { ...CONTEXT, genesisHash: new Uint8Array(32) };
    await rejectsCode("seal/signature", check([two[0]!, await sign(2, chain)]));
    await rejectsCode("seal/signature", check([two[0]!, `0x${"00".repeat(65)}`]));
    await rejectsCode("seal/signature", check([two[0]!, two[1]!.slice(0, -2) as Hex]));
    await rejectsCode("seal/signature", check([two[0]!, two[1]!.toUpperCase().replace("X", "x") as Hex]));
    const v = two[1]!.endsWith("1b") ? "00" : "01";
    await rejectsCode("seal/signature", check([two[0]!, `${two[1]!.slice(0, -2)}${v}` as Hex]));
  });

  it("has deals that their dealers signed, sealed shares and all", async () => {
    const [deal] = dealsOf(of);
    const signature = await accounts[0]!.signTypedData(dealTypedData(CONTEXT, deal!));
    assert.equal(await dealSigner(CONTEXT, deal!, signature), addresses[0]);
    // A relay that changes a share would learn the true one by the complaint: the deal is not its dealer's any more.
    const changed = [
      { ...deal!, shares: deal!.shares.with(1, flipped(deal!.shares[1]!)) },
      { ...deal!, dealer: 2 },
      { ...deal!, ephemeral: flipped(deal!.ephemeral) },
      { ...deal!, proofs: { ...deal!.proofs, constant: flipped(deal!.proofs.constant) } },
    ];
    for (const other of changed) assert.notEqual(await dealSigner(CONTEXT, other, signature), addresses[0]);
    for (const context of [
      { ...CONTEXT, round: 1 },
      { ...CONTEXT, processId: new Uint8Array(32) },
      { ...CONTEXT, genesisHash: new Uint8Array(32) },
    ])
      assert.notEqual(await dealSigner(context, deal!, signature), addresses[0]);
    await rejectsCode("seal/signature", dealSigner(CONTEXT, deal!, "0x"));
  });

  it("asks for signatures over these digests", () => {
    // As EIP-712 has it, put together by hand.
    const text = (value: string) => keccak256(stringToHex(value));
    const domain = keccak256(
      concat([
        text("EIP712Domain(string name,string version,bytes32 salt)"),
        text("Psephos voting chain"),
        text("1"),
        toHex(CONTEXT.genesisHash),
      ]),
    );
    const digest = (parts: Hex[]) => keccak256(concat(["0x1901", domain, keccak256(concat(parts))]));
    const head = [toHex(CONTEXT.processId), numberToHex(CONTEXT.round, { size: 32 })];
    assert.equal(
      hashTypedData(confirmationTypedData(CONTEXT, key)),
      digest([
        text("KeyConfirmation(bytes32 processId,uint8 round,bytes32 key,bytes32 verificationKeys)"),
        ...head,
        toHex(key.publicKey),
        keccak256(concat(key.verificationKeys.map(toHex))),
      ]),
    );
    const deal = state.deals[1]!;
    assert.equal(
      hashTypedData(dealTypedData(CONTEXT, deal)),
      digest([
        text("KeyDeal(bytes32 processId,uint8 round,uint8 dealer,bytes32 deal)"),
        ...head,
        numberToHex(2, { size: 32 }),
        keccak256(encodeDeal(deal)),
      ]),
    );
  });

  it("refuses the malleable twin of a confirmation", async () => {
    const signature = await sign(0);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = order - BigInt(`0x${signature.slice(66, 130)}`);
    const v = signature.endsWith("1b") ? "1c" : "1b";
    const twin = `${signature.slice(0, 66)}${s.toString(16).padStart(64, "0")}${v}` as Hex;
    await rejectsCode("seal/signature", checkConfirmations(CONTEXT, key, [twin], addresses, 1));
  });

  it("takes shares that are their holders', in one spelling", () => {
    const shares = selves.map((self) => revealShare(self.place, keyShare(of, state.deals, self)));
    for (const share of shares) checkShare(share, key);
    throwsCode("seal/share", () => checkShare({ ...shares[0]!, place: 2 }, key));
    throwsCode("seal/place", () => checkShare({ ...shares[0]!, place: 4 }, key));
    throwsCode("seal/share", () => checkShare({ ...shares[0]!, share: flipped(shares[0]!.share) }, key));
    const value = readScalar(shares[0]!.share, "it") + ORDER; // the same scalar, written above the order
    const long = Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
    throwsCode("seal/scalar", () => checkShare({ ...shares[0]!, share: long }, key));
    assert.equal(combineShares([shares[2]!, shares[0]!], key, 2), combineShares(shares.slice(0, 2), key, 2));
  });
});
