// Makes seal.json with libsodium and Node's hashes alone: no code of Psephos.
// Run: npm --prefix test/vectors ci && npm --prefix test/vectors run make
import { createHash, createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import sodium from "libsodium-wrappers-sumo";

await sodium.ready;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const little = (value) => Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
const integer = (bytes) => [...bytes].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const join = (...parts) => Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
const mod = (value) => ((value % ORDER) + ORDER) % ORDER;
const base = (scalar) => sodium.crypto_scalarmult_ristretto255_base(little(scalar));
const times = (scalar, point) => sodium.crypto_scalarmult_ristretto255(little(scalar), point);
const hkdf = (secret, salt, info) => {
  const pseudorandom = createHmac("sha256", salt).update(secret).digest();
  return createHmac("sha256", pseudorandom).update(join(info, Uint8Array.of(1))).digest();
};
/** A scalar that anyone can make again. */
const scalar = (name) => mod(integer(createHash("sha512").update(`psephos test ${name}`).digest()));

const genesisHash = createHash("sha256").update("psephos test genesis").digest();
const processId = createHash("sha256").update("psephos test process").digest();
const round = 3;
const context = join(genesisHash, processId, Uint8Array.of(round));
const labelled = (label, ...parts) => join(context, Uint8Array.of(label.length), label, ...parts);
const challenge = (label, ...parts) =>
  mod(integer(createHash("sha512").update(labelled(label, ...parts)).digest()));
const G = base(1n);

// --- Three keykeepers, two shares open.
const t = 2;
const secretKeys = [1, 2, 3].map((i) => scalar(`keykeeper ${i}`));
const publicKeys = secretKeys.map(base);

function prove(label, parts, bases, secret, nonce) {
  const images = bases.map((point) => times(secret, point));
  const nonces = bases.map((point) => times(nonce, point));
  const c = challenge(label, ...parts, ...bases, ...images, ...nonces);
  return join(little(c), little(mod(nonce + c * secret)));
}

const deals = [1, 2, 3].map((dealer) => {
  const coefficients = Array.from({ length: t }, (_, k) => scalar(`coefficient ${dealer} ${k}`));
  const ephemeralSecret = scalar(`ephemeral ${dealer}`);
  const nonces = { ephemeral: scalar(`nonce e ${dealer}`), constant: scalar(`nonce c ${dealer}`) };
  const commitments = coefficients.map(base);
  const ephemeral = base(ephemeralSecret);
  const values = publicKeys.map((_, i) =>
    coefficients.reduceRight((sum, a) => mod(sum * BigInt(i + 1) + a), 0n),
  );
  const shares = publicKeys.map((key, i) =>
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
      little(values[i]),
      null,
      null,
      new Uint8Array(24),
      hkdf(
        times(ephemeralSecret, key),
        new Uint8Array(32),
        labelled("deal/share", Uint8Array.of(dealer), Uint8Array.of(i + 1), ephemeral, key),
      ),
    ),
  );
  const parts = [Uint8Array.of(dealer), ephemeral, ...commitments];
  const proofs = {
    ephemeral: prove("deal/ephemeral", parts, [G], ephemeralSecret, nonces.ephemeral),
    constant: prove("deal/constant", parts, [G], coefficients[0], nonces.constant),
  };
  return { dealer, coefficients, ephemeralSecret, nonces, commitments, ephemeral, values, shares, proofs };
});

const secret = mod(deals.reduce((sum, { coefficients }) => sum + coefficients[0], 0n));
const holderShares = publicKeys.map((_, i) => mod(deals.reduce((sum, { values }) => sum + values[i], 0n)));

// --- A complaint of keykeeper 2 about dealer 1: its proof's form. (The share is right, so a ceremony refuses it.)
const complaintNonce = scalar("complaint");
const complaint = {
  dealer: 1,
  place: 2,
  nonce: complaintNonce,
  point: times(secretKeys[1], deals[0].ephemeral),
  proof: prove(
    "complaint",
    [Uint8Array.of(1), Uint8Array.of(2)],
    [G, deals[0].ephemeral],
    secretKeys[1],
    complaintNonce,
  ),
};

// --- A ballot of two fields up to 9, sealed for the key and in layers.
const rules = { maxCount: 2, maxValue: 9 };
const voterId = createHash("sha256").update("psephos test voter").digest();
const votePackage = Buffer.from(JSON.stringify({ type: "snark-vote", nonce: "ab".repeat(31), votes: [4, 9] }));
const plaintext = join(voterId, Uint8Array.of(0, votePackage.length), votePackage);
const scope = 123456789n;
const key = base(secret);
const ephemeralSecret = scalar("ballot");
const R = base(ephemeralSecret);
const ballotKey = hkdf(
  times(ephemeralSecret, key),
  "psephos/sealed-ballot/1",
  join(genesisHash, little(scope).reverse(), Uint8Array.of(round), key, R),
);
const sealed = join(
  R,
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, null, null, new Uint8Array(24), ballotKey),
);

const boxKeys = [1, 2].map((i) => {
  const secretKey = createHash("sha256").update(`psephos test box ${i}`).digest();
  secretKey[0] &= 248;
  secretKey[31] = (secretKey[31] & 127) | 64;
  return { secretKey, publicKey: sodium.crypto_scalarmult_base(secretKey) };
});
const layered = boxKeys.reduce((inner, { publicKey }) => sodium.crypto_box_seal(inner, publicKey), plaintext);

const text = (value) =>
  value instanceof Uint8Array
    ? hex(value)
    : typeof value === "bigint"
      ? value.toString()
      : Array.isArray(value)
        ? value.map(text)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(Object.entries(value).map(([name, of]) => [name, text(of)]))
          : value;
writeFileSync(
  new URL("seal.json", import.meta.url),
  `${JSON.stringify(
    text({
      genesisHash,
      processId,
      round,
      threshold: t,
      keykeepers: secretKeys.map((secretKey, i) => ({ secretKey, publicKey: publicKeys[i] })),
      deals,
      publicKey: key,
      verificationKeys: holderShares.map(base),
      secret,
      holderShares: holderShares.map(little),
      complaint,
      ballot: { rules, voterId, votePackage, plaintext, scope, ephemeralSecret, sealed },
      layered: { keys: boxKeys, sealed: layered },
    }),
    null,
    1,
  )}\n`,
);
