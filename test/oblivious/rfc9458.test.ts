// Oblivious HTTP against the vectors of RFC 9458, appendix A, and against messages that are changed on their way.
import assert from "node:assert/strict";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import {
  decodeAnswer,
  decodeKeys,
  decodeRequest,
  encodeAnswer,
  encodeKeys,
  encodeRequest,
  openRequest,
  publicOf,
  sealRequest,
} from "../../src/oblivious/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";

const SECRET = hexToBytes("3c168975674b2fa8e465970b79c8dcf09f1c741626480bd4c6162fc5b6a98e1a");
const CONFIG = "01002031e1f05a740102115220e9af918f738674aec95f54db6e04eb705aae8e79815500080001000100010003";
const EPHEMERAL = hexToBytes("bc51d5e930bda26589890ac7032f70ad12e4ecb37abb1b65b1256c9c48999c73");
const REQUEST = "00034745540568747470730b6578616d706c652e636f6d012f";
const SEALED =
  "010020000100014b28f881333e7c164ffc499ad9796f877f4e1051ee6d31bad19dec96c208b4726374e469135906992e1268c594d2a10c695d858c40a026e7965e7d86b83dd440b2c0185204b4d63525";
const NONCE = hexToBytes("c789e7151fcba46158ca84b04464910d");
const ANSWER = "0140c8";
const SEALED_ANSWER = "c789e7151fcba46158ca84b04464910d86f9013e404feea014e7be4a441f234f857fbd";

const key = async () => ({ id: 1, secretKey: SECRET, publicKey: publicOf(SECRET) });
const keyList = (...configs: string[]) =>
  hexToBytes(configs.map((config) => (config.length / 2).toString(16).padStart(4, "0") + config).join(""));

describe("oblivious: RFC 9458, appendix A", () => {
  it("has this key, request, and answer", async () => {
    const { publicKey } = await key();
    assert.deepEqual(decodeKeys(keyList(CONFIG)), { id: 1, publicKey });
    const sealed = await sealRequest({ id: 1, publicKey }, hexToBytes(REQUEST), EPHEMERAL);
    assert.equal(bytesToHex(sealed.bytes), SEALED);
    const opened = await openRequest(await key(), hexToBytes(SEALED));
    assert.equal(bytesToHex(opened.request), REQUEST);
    assert.equal(bytesToHex(await opened.seal(hexToBytes(ANSWER), NONCE)), SEALED_ANSWER);
    assert.equal(bytesToHex(await sealed.open(hexToBytes(SEALED_ANSWER))), ANSWER);
  });

  it("has these messages of binary HTTP, in which the empty end is left out", () => {
    const request = { method: "GET", scheme: "https", authority: "example.com", path: "/" };
    const empty = { fields: [], body: new Uint8Array() };
    assert.deepEqual(decodeRequest(hexToBytes(REQUEST)), { ...request, ...empty });
    assert.deepEqual(decodeAnswer(hexToBytes(ANSWER)), { status: 200, ...empty });
    assert.equal(bytesToHex(encodeRequest({ ...request, ...empty }, 1)), `${REQUEST}000000`);
    assert.equal(bytesToHex(encodeAnswer({ status: 200, ...empty }, 1)), `${ANSWER}000000`);
  });
});

describe("oblivious: keys", () => {
  const other = `02${"0010"}${"04".repeat(65)}000400010001`;

  it("are read back, the first of a known suite", async () => {
    const { publicKey } = await key();
    assert.deepEqual(decodeKeys(encodeKeys([{ id: 7, publicKey }])), { id: 7, publicKey });
    assert.deepEqual(decodeKeys(keyList(other, CONFIG)), { id: 1, publicKey });
  });

  it("that are cut off at any byte, of other suites, or too many are refused", () => {
    const list = keyList(CONFIG);
    for (let length = 0; length < list.length; length++)
      throwsCode("oblivious/key", () => decodeKeys(list.subarray(0, length)));
    throwsCode("oblivious/key", () => decodeKeys(keyList(other)));
    throwsCode("oblivious/key", () => decodeKeys(keyList(CONFIG.replace("0008", "0004"))));
    throwsCode("oblivious/key", () =>
      decodeKeys(keyList(CONFIG.replace("00080001000100010003", "000400010003"))),
    );
    throwsCode("oblivious/key", () => decodeKeys(keyList(...Array<string>(17).fill(CONFIG))));
  });
});

describe("oblivious: messages", () => {
  it("look different each time, and hide their length", async () => {
    const { publicKey } = await key();
    const request = (body: number) =>
      encodeRequest({ ...decodeRequest(hexToBytes(REQUEST)), body: new Uint8Array(body) });
    const [a, b] = [
      await sealRequest({ id: 1, publicKey }, request(10)),
      await sealRequest({ id: 1, publicKey }, request(3000)),
    ];
    assert.equal(a.bytes.length, b.bytes.length);
    assert.notDeepEqual(a.bytes, (await sealRequest({ id: 1, publicKey }, request(10))).bytes);
  });

  it("are refused with any byte changed or cut off", async () => {
    const bytes = hexToBytes(SEALED);
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i]! ^= 1;
      await rejectsCode(i < 7 ? "oblivious/key" : "oblivious/sealed", async () =>
        openRequest(await key(), changed),
      );
    }
    for (const length of [0, 6, 7, 38, 39, 54])
      await rejectsCode("oblivious/form", async () => openRequest(await key(), bytes.subarray(0, length)));
    await rejectsCode("oblivious/sealed", async () => openRequest(await key(), bytes.subarray(0, -1)));
    const zero = bytes.slice().fill(0, 7, 39);
    await rejectsCode("oblivious/sealed", async () => openRequest(await key(), zero));
  });

  it("answers are refused with any byte changed or cut off, and to another request", async () => {
    const { publicKey } = await key();
    const sealed = await sealRequest({ id: 1, publicKey }, hexToBytes(REQUEST), EPHEMERAL);
    const answer = hexToBytes(SEALED_ANSWER);
    for (let i = 0; i < answer.length; i++) {
      const changed = answer.slice();
      changed[i]! ^= 1;
      await rejectsCode("oblivious/sealed", () => sealed.open(changed));
      await rejectsCode("oblivious/sealed", () => sealed.open(answer.subarray(0, i)));
    }
    const another = await sealRequest({ id: 1, publicKey }, hexToBytes(REQUEST));
    await rejectsCode("oblivious/sealed", () => another.open(answer));
  });

  it("of binary HTTP are refused if malformed", () => {
    const valid = decodeRequest(hexToBytes(REQUEST));
    const whole = encodeRequest({ ...valid, fields: [["content-type", "a/b"]], body: new Uint8Array(5) }, 1);
    assert.equal(decodeRequest(whole).body.length, 5);
    // After the path, after the fields, after the body, and the whole.
    const ends = new Set([25, 25 + 1 + 17, 25 + 1 + 17 + 6]);
    for (let length = 0; length < whole.length; length++)
      if (!ends.has(length)) throwsCode("oblivious/http", () => decodeRequest(whole.subarray(0, length)));
      else decodeRequest(whole.subarray(0, length));
    const bad = [
      ["03474554", "03676574"],
      ["012f", "0161"],
      ["012f", "022f20"],
      ["012f", "01ff"],
      ["012f", "ffffffffffffffff2f"],
    ] as const;
    for (const [from, to] of bad)
      throwsCode("oblivious/http", () => decodeRequest(hexToBytes(REQUEST.replace(from, to))));
    for (const first of ["01", "02", "3f"])
      throwsCode("oblivious/http", () => decodeRequest(hexToBytes(first + REQUEST.slice(2))));
    throwsCode("oblivious/http", () => decodeRequest(hexToBytes(`${REQUEST}00000000ff`)));
    for (const fields of [
      [["A", "b"]],
      [["a b", "c"]],
      [["a", "b\r\nc"]],
      [["", "a"]],
      [["a", "x".repeat(20_000)]],
    ] as const)
      throwsCode("oblivious/http", () => decodeRequest(encodeRequest({ ...valid, fields })));
    for (const status of ["4063", "4258", "00"])
      throwsCode("oblivious/http", () => decodeAnswer(hexToBytes(`01${status}`)));
  });
});
