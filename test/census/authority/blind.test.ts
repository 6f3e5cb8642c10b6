// An authority that certifies without seeing whom: what it can link, what it refuses, and what nodes take.
import assert from "node:assert/strict";
import { base64urlnopad } from "@scure/base";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { type Hex, readInteger, uintBytes } from "../../../src/bytes/index.js";
import { signBlinded } from "../../../src/census/authority/blind-rsa.js";
import {
  type AuthorityKey,
  authorityFromJson,
  authorityToJson,
  type BlindAuthority,
  blindAnswerFromJson,
  blindAnswerToJson,
  blindRequestFromJson,
  blindRequestToJson,
  blindSecretFromJson,
  blindSecretToJson,
  censusRootOf,
  createBlindAuthority,
  createEcdsaAuthority,
  finishBlindSignature,
  requestBlindSignature,
  signBlindRequest,
} from "../../../src/census/index.js";
import { isBlindSigned } from "../../../src/facts/index.js";
import type { BlindStatement } from "../../../src/ledger/index.js";
import { readAuthorityRoot } from "../../../src/process/index.js";
import { rejectsCode, throwsCode } from "../../support/errors.js";
import { inverse, power } from "../../support/integers.js";

const BYTES = 384;
const oneTimeAddress = () => privateKeyToAccount(generatePrivateKey()).address.toLowerCase() as Hex;
const integer = (bytes: Uint8Array) => readInteger(bytes, 0, bytes.length);

describe("census: an authority that signs blindly", function () {
  this.timeout(60_000);
  let authority: BlindAuthority;
  let other: BlindAuthority;
  let censusRoot: string;
  let modulus: Uint8Array;

  /** A voter's whole way to a certificate, and all that the authority saw of it. */
  async function certified(of: BlindAuthority = authority) {
    const { request, secret } = await requestBlindSignature(censusRootOf(of), oneTimeAddress());
    const answer = await signBlindRequest(of.key, request);
    return { request, secret, answer, certificate: await finishBlindSignature(secret, answer) };
  }
  const statementOf = ({ secret, certificate }: Awaited<ReturnType<typeof certified>>): BlindStatement => ({
    kind: "blind-signature",
    modulus,
    address: secret.address,
    ...certificate,
  });

  before(async () => {
    [authority, other] = await Promise.all([createBlindAuthority(3), createBlindAuthority(3)]);
    censusRoot = censusRootOf(authority);
    const root = readAuthorityRoot(censusRoot);
    assert.ok(root?.kind === "blind");
    assert.equal(root.mostVoters, 3);
    modulus = root.modulus;
  });

  it("certifies a one-time address, and no other address, randomizer or signature", async () => {
    const statement = statementOf(await certified());
    assert.equal(await isBlindSigned(statement), true);
    const changed = (change: Partial<BlindStatement>) => isBlindSigned({ ...statement, ...change });
    const flip = (bytes: Uint8Array, place: number) => bytes.with(place, bytes[place]! ^ 1);
    for (const place of [0, 191, 383]) {
      assert.equal(await changed({ signature: flip(statement.signature, place) }), false);
    }
    for (const place of [0, 31])
      assert.equal(await changed({ randomizer: flip(statement.randomizer, place) }), false);
    assert.equal(await changed({ address: oneTimeAddress() }), false);
    assert.equal(
      await changed({ address: statement.address.toUpperCase().replace("0X", "0x") as Hex }),
      false,
    );
    // The bytes that are signed are the same, cut at another place.
    const longer = Uint8Array.from([...statement.randomizer, 0]);
    for (const randomizer of [statement.randomizer.slice(1), longer, new Uint8Array()])
      assert.equal(await changed({ randomizer }), false);
    for (const signature of [statement.signature.slice(1), new Uint8Array(), new Uint8Array(BYTES)])
      assert.equal(await changed({ signature }), false);
  });

  it("is false under a modulus of another size, an even one, and one that is no key", async () => {
    const statement = statementOf(await certified());
    const changed = (change: Uint8Array) => isBlindSigned({ ...statement, modulus: change });
    const even = modulus.with(383, modulus[383]! ^ 1);
    const short = modulus.with(0, modulus[0]! & 0x7f);
    for (const bad of [even, short, modulus.slice(1), Uint8Array.from([0, ...modulus]), new Uint8Array()])
      assert.equal(await changed(bad), false);
    assert.equal(await changed(new Uint8Array(BYTES).fill(0xff)), false);
    assert.equal(await changed(new Uint8Array(BYTES).fill(0).with(0, 0x80).with(383, 1)), false);
  });

  it("refuses a signature of one process in another: its key is another", async () => {
    const elsewhere = await certified(other);
    assert.equal(await isBlindSigned(statementOf(elsewhere)), false);
    const { secret } = await requestBlindSignature(censusRoot, oneTimeAddress());
    const answer = await signBlindRequest(other.key, (await certified()).request.with(0, 0));
    await rejectsCode("census/blind-signature", finishBlindSignature(secret, answer));
  });

  it("links nothing: any request and any certificate belong together by some blinding factor", async () => {
    const voters = await Promise.all([certified(), certified(), certified()]);
    const n = integer(modulus);
    const d = integer(base64urlnopad.decode(authority.key.d));
    for (const [i, { request }] of voters.entries())
      for (const [j, { certificate, secret }] of voters.entries()) {
        const message = power(integer(certificate.signature), 65537n, n); // m = s^e, the encoded message
        const factor = power(integer(request) * inverse(message, n), d, n); // r = (z / m)^d
        assert.ok(factor > 0n && factor < n);
        // With that r the voter of the certificate would have sent this very request, and opened this very answer.
        assert.equal((message * power(factor, 65537n, n)) % n, integer(request), `${i} ${j}`);
        const opened = (integer(voters[i]!.answer) * inverse(factor, n)) % n;
        assert.equal(opened, integer(certificate.signature), `${i} ${j}`);
        const isOwn = factor === inverse(integer(secret.inverse), n);
        assert.equal(isOwn, i === j, "only the voter's own factor is the one that was drawn");
      }
  });

  it("shows the authority a request of one size and nothing else", async () => {
    const address = oneTimeAddress();
    const made = await Promise.all(
      Array.from({ length: 8 }, () => requestBlindSignature(censusRoot, address)),
    );
    const texts = made.map(({ request }) => blindRequestToJson(request));
    assert.equal(new Set(texts).size, made.length, "no two requests of one address are equal");
    assert.equal(new Set(texts.map(({ length }) => length)).size, 1);
    for (const text of texts) {
      assert.deepEqual(Object.keys(JSON.parse(text)), ["type", "version", "request"]);
      assert.ok(!text.includes(address.slice(2)));
    }
  });

  it("signs by Node and by the library alike", async () => {
    const { request } = await requestBlindSignature(censusRoot, oneTimeAddress());
    assert.deepEqual(
      await signBlinded(authority.key, request),
      await signBlindRequest(authority.key, request),
    );
  });

  it("refuses requests that are none, and a key whose parts do not belong together", async () => {
    const n = integer(modulus);
    for (const request of [
      new Uint8Array(),
      modulus,
      uintBytes(0n, BYTES, "0"),
      uintBytes(n + 1n, BYTES, "n + 1"),
    ])
      await rejectsCode("census/blind-request", signBlindRequest(authority.key, request));
    await rejectsCode(
      "census/blind-request",
      signBlindRequest(authority.key, new Uint8Array(BYTES + 1).fill(1)),
    );
    const mixed = { ...authority.key, d: other.key.d, dp: other.key.dp, dq: other.key.dq };
    const { request } = await requestBlindSignature(censusRoot, oneTimeAddress());
    await rejectsCode("census/authority-key", signBlindRequest(mixed, request));
  });

  it("asks only an authority that signs blindly", async () => {
    for (const root of [
      censusRootOf(createEcdsaAuthority()),
      "",
      "0x",
      censusRoot.slice(0, -2),
      `${censusRoot}00`,
    ])
      await rejectsCode("census/authority-root", requestBlindSignature(root, oneTimeAddress()));
  });

  it("writes keys, requests, answers and secrets, and reads them back", async () => {
    const { request, secret, answer } = await certified();
    const json = (text: string) => JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual(authorityFromJson(authorityToJson(authority)), authority);
    assert.deepEqual(blindRequestFromJson(json(blindRequestToJson(request))), request);
    assert.deepEqual(blindAnswerFromJson(json(blindAnswerToJson(answer))), answer);
    assert.deepEqual(blindSecretFromJson(json(blindSecretToJson(secret))), secret);
    for (const wrong of [
      null,
      [],
      {},
      { ...json(blindRequestToJson(request)), note: "mine" },
      json(blindAnswerToJson(answer)),
    ])
      throwsCode("census/blind-request", () => blindRequestFromJson(wrong));
    throwsCode("census/blind-signature", () =>
      blindAnswerFromJson({ ...json(blindAnswerToJson(answer)), signature: "0x" }),
    );
    throwsCode("census/blind-secret", () =>
      blindSecretFromJson({ ...json(blindSecretToJson(secret)), inverse: "0x00" }),
    );
  });

  it("refuses a key's file in another form, and shows nothing of it", () => {
    const keys: AuthorityKey[] = [authority, createEcdsaAuthority()];
    for (const key of keys) {
      const good = JSON.parse(authorityToJson(key)) as Record<string, unknown>;
      assert.deepEqual(authorityFromJson(JSON.stringify(good)), key);
      const secret = String(good.secret ?? good.d);
      const wrong: unknown[] = [
        null,
        [good],
        { ...good, type: "psephos-identity" },
        { ...good, version: 2 },
        { ...good, kind: "rsa" },
        { ...good, note: "mine" },
        { ...good, kind: key.kind === "ecdsa" ? "blind" : "ecdsa" },
        ...(key.kind === "ecdsa"
          ? [
              { ...good, secret: `0x${"00".repeat(32)}` },
              { ...good, secret: `0x${"ff".repeat(32)}` },
              { ...good, secret: 7 },
            ]
          : [
              { ...good, mostVoters: 0 },
              { ...good, mostVoters: 2 ** 32 },
              { ...good, n: other.key.n },
              { ...good, q: "AQAB" },
              { ...good, p: good.n, q: "AQ" },
              { ...good, d: `${good.d}=` },
            ]),
      ];
      for (const document of wrong) {
        const { message, hint } = throwsCode("census/authority-key", () =>
          authorityFromJson(JSON.stringify(document)),
        );
        assert.ok(!`${message} ${hint}`.includes(secret.slice(2, 40)), message);
      }
      throwsCode("census/authority-key", () => authorityFromJson(`{"secret":${secret}`));
    }
  });

  it("takes 1 to 2^32 − 1 voters", async () => {
    for (const voters of [0, -1, 2 ** 32, 1.5])
      await rejectsCode("census/authority-key", createBlindAuthority(voters));
  });
});
