// Who votes in cases.json, and why they may: keys, authorities, and a block in which they hold tokens. With viem and Node's hashes alone.
import { ok } from "node:assert/strict";
import { checkPrimeSync, constants, createHash, createPublicKey, verify } from "node:crypto";
import { encodePacked, hexToBytes, keccak256, numberToHex, pad, toHex, toRlp } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { itemOf, pathOf, trieOf, word } from "../trie.mjs";

const hash = (algorithm, ...parts) => {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const secretOf = (text) => toHex(hash("sha256", text));
const addressOf = (name) => privateKeyToAccount(secretOf(`psephos test person ${name}`)).address.toLowerCase();

/** Weights in censuses with weights; in others everybody weighs 1. */
export const WEIGHTS = { ada: 1, bob: 2, carol: 1, eve: 1 };

// --- authorities that see whom they certify
const ecdsaAuthority = (name) => {
  const secret = secretOf(`psephos test authority ${name}`);
  const [x, y] = [hexToBytes(privateKeyToAccount(secret).publicKey)].flatMap((key) => [key.slice(1, 33), key.slice(33)]);
  return { secret, root: toHex(Uint8Array.of(2 + (y[31] % 2), ...x)) };
};

// --- an authority that signs blindly: what it signed is an RSA-PSS signature as any other
const E = 65537n;
const integer = (bytes) => BigInt(toHex(bytes));
const expand = (text, bytes) =>
  Buffer.concat(Array.from({ length: Math.ceil(bytes / 32) }, (_, i) => hash("sha256", `${text} ${i}`))).subarray(0, bytes);
/** The first prime of 1,536 bits from a text on. */
function primeFrom(text) {
  for (let p = integer(expand(text, 192)) | (3n << 1534n) | 1n; ; p += 2n)
    if ((p - 1n) % E !== 0n && checkPrimeSync(p)) return p;
}
function power(base, exponent, modulus) {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus) if (e & 1n) result = (result * b) % modulus;
  return result;
}
/** 1/E mod m, as E is small: m·k + 1 is divisible by it for one k. */
function inverseOfE(m) {
  for (let k = 1n; k < E; k += 1n) if ((m * k + 1n) % E === 0n) return (m * k + 1n) / E;
  throw new Error("no inverse");
}
const [p, q] = ["p", "q"].map((name) => primeFrom(`psephos test blind authority ${name}`));
const n = p * q;
const d = inverseOfE((p - 1n) * (q - 1n));
const MODULUS = hexToBytes(numberToHex(n, { size: 384 }));

/** EMSA-PSS (RFC 8017, section 9.1.1) with SHA-384, salt of 48 bytes; then the private operation. */
function pssSignature(message, salt) {
  const mHash = hash("sha384", message);
  const h = hash("sha384", new Uint8Array(8), mHash, salt);
  const db = Buffer.concat([new Uint8Array(384 - 48 - 48 - 2), Uint8Array.of(1), salt]);
  const mask = Buffer.concat(
    Array.from({ length: 7 }, (_, i) => hash("sha384", h, Uint8Array.of(0, 0, 0, i))),
  ).subarray(0, db.length);
  const masked = db.map((byte, i) => byte ^ mask[i]);
  masked[0] &= 0x7f;
  const em = Buffer.concat([masked, h, Uint8Array.of(0xbc)]);
  return hexToBytes(numberToHex(power(integer(em), d, n), { size: 384 }));
}
function blindCertificate(name) {
  const randomizer = expand(`psephos test randomizer ${name}`, 32);
  const message = Buffer.concat([randomizer, hexToBytes(addressOf(name))]);
  const signature = pssSignature(message, expand(`psephos test salt ${name}`, 48));
  const jwk = { kty: "RSA", n: Buffer.from(MODULUS).toString("base64url"), e: "AQAB" };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  ok(verify("sha384", message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }, signature));
  return [name, { randomizer: toHex(randomizer), signature: toHex(signature) }];
}

export const AUTHORITIES = {
  ecdsa: { first: ecdsaAuthority("first"), second: ecdsaAuthority("second") },
  /** For at most two voters; it certified three. */
  blind: {
    root: `0x00000002${toHex(MODULUS).slice(2)}`,
    certificates: Object.fromEntries(["ada", "bob", "carol"].map(blindCertificate)),
  },
};

// --- a block with five tokens, of which ada has 1 and bob 2
const BLOCK = 300n;
const mapping = (key, position) => keccak256(encodePacked(["uint256", "uint256"], [BigInt(key), BigInt(position)]));
const MINI_ME_POSITION = 8n;
const plain = (position) => ({
  position,
  words: (holder, weight) => [[mapping(holder, position), weight]],
  slots: (holder) => [mapping(holder, position)],
});
const slots1155 = (holder) => [mapping(holder, BigInt(mapping(5n, 0n)))];
const checkpoint = (holder, index) => word(BigInt(keccak256(mapping(holder, MINI_ME_POSITION))) + index);
const KINDS = {
  11: plain(0n),
  12: plain(3n),
  13: { position: 0n, tokenId: 5n, slots: slots1155, words: (holder, weight) => [[slots1155(holder)[0], weight]] },
  14: plain(1n),
  // Two checkpoints: the earlier one had more.
  15: {
    position: MINI_ME_POSITION,
    slots: (holder) => [mapping(holder, MINI_ME_POSITION), checkpoint(holder, 1n)],
    words: (holder, weight) => [
      [mapping(holder, MINI_ME_POSITION), 2n],
      [checkpoint(holder, 0n), (9n << 128n) + 10n],
      [checkpoint(holder, 1n), (weight << 128n) + 20n],
    ],
  },
};
const HOLDERS = ["ada", "bob"];
const tokenOf = (origin) => pad(numberToHex(0x70ce000 + Number(origin)), { size: 20 });

function storageOf({ words, slots }) {
  const noise = Array.from({ length: 6 }, (_, i) => [word(BigInt(i) + 1000n), BigInt(i) + 1n]);
  const all = [...noise, ...HOLDERS.flatMap((name) => words(addressOf(name), BigInt(WEIGHTS[name])))];
  const entries = all.map(([at, value]) => [pathOf(at), itemOf(value)]);
  const proofs = HOLDERS.map((name) => [
    name,
    slots(addressOf(name)).map((at) => trieOf(entries, pathOf(at)).proof),
  ]);
  return { storageRoot: trieOf(entries, pathOf(word(0n))).root, proofs: Object.fromEntries(proofs) };
}

const storages = Object.entries(KINDS).map(([origin, kind]) => [origin, kind, storageOf(kind)]);
const accounts = storages.map(([origin, , { storageRoot }]) => [
  pathOf(tokenOf(origin)),
  toRlp(["0x01", "0x", storageRoot, keccak256("0x")]),
]);
const header = toRlp(
  Array.from({ length: 20 }, (_, i) =>
    i === 3 ? trieOf(accounts, accounts[0][0]).root : i === 8 ? numberToHex(BLOCK, { size: 2 }) : "0x01",
  ),
);

export const BLOCK_OF_TOKENS = { number: `${BLOCK}`, hash: keccak256(header), header };
/** By census origin. */
export const TOKENS = Object.fromEntries(
  storages.map(([origin, { position, tokenId = 0n }, storage], i) => [
    origin,
    {
      address: tokenOf(origin),
      position: `${position}`,
      tokenId: `${tokenId}`,
      accountProof: trieOf(accounts, accounts[i][0]).proof,
      ...storage,
    },
  ]),
);
export const VOTERS = Object.fromEntries(
  Object.keys(WEIGHTS).map((name, i) => [
    name,
    { key: secretOf(`psephos test person ${name}`), identity: `${101 + i}`, weight: `${WEIGHTS[name]}` },
  ]),
);
