/** Who the keykeeper is: its ristretto255 key, for which shares are sealed, and its secp256k1 account, which signs. Both are in one sealed file. */
import { randomBytes } from "node:crypto";
import { equalBytes } from "@noble/ciphers/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Refusal } from "psephos";
import { createKeykeeperKeys, keykeeperKey, keykeeperSecretBytes } from "psephos/seal";
import type { Hex } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { bytesToHex, concatBytes, hexToBytes } from "viem/utils";
import { Folder, notMade } from "./folder.js";
import { ensureStrong } from "./passphrase.js";
import {
  ceremonyFileKey,
  MOST_SCRYPT_N,
  open,
  passphraseKey,
  SCRYPT_N,
  type Sealed,
  seal,
} from "./sealing.js";

export const IDENTITY_FILE = "keykeeper.json";
const PARTS = 3;
const PART_BYTES = 32;

/** What a genesis document says of a keykeeper. */
export interface KeykeeperPublic {
  /** Of its account, lower case. */
  readonly address: Hex;
  /** ristretto255, 32 bytes. A layered list has addresses alone. */
  readonly key: Hex;
}

export interface Identity extends KeykeeperPublic {
  readonly account: PrivateKeyAccount;
  /** Of {@link KeykeeperPublic.key}. Secret. */
  readonly secretKey: bigint;
  /** Opens the ceremonies' files, 32 bytes. Secret. */
  readonly fileKey: Uint8Array;
}

interface IdentityFile extends KeykeeperPublic, Sealed {
  readonly scrypt: { readonly N: number; readonly r: number; readonly p: number; readonly salt: Hex };
}

const clearText = ({ address, key, scrypt: { N, r, p, salt } }: Omit<IdentityFile, keyof Sealed>): string =>
  JSON.stringify({ type: "psephos-keykeeper", version: 1, address, key, scrypt: { N, r, p, salt } });

const checksumOf = (clear: string, { nonce, sealed }: Sealed): Hex =>
  bytesToHex(sha256(utf8ToBytes(`${clear}${nonce}${sealed}`)));

/** The checksum is no protection: it tells a damaged file from a wrong passphrase. */
const fileText = (clear: string, { nonce, sealed }: Sealed): string =>
  `${JSON.stringify({ ...JSON.parse(clear), nonce, sealed, checksum: checksumOf(clear, { nonce, sealed }) }, null, 1)}\n`;

const damaged = (path: string) =>
  new Refusal("keykeeper/damaged", `${path} is damaged, or not the keys of a keykeeper`, {
    hint: "Take it from your copy. Without it and the passphrase, what was sealed for this keykeeper cannot be opened.",
  });

const isHex = (value: unknown, bytes: number): value is Hex =>
  typeof value === "string" && new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`).test(value);

const isCost = (n: unknown): n is number =>
  Number.isSafeInteger(n) &&
  (n as number) >= 2 &&
  (n as number) <= MOST_SCRYPT_N &&
  Number.isInteger(Math.log2(n as number));

/** @throws PsephosError `keykeeper/damaged` */
function parse(text: string, path: string): IdentityFile & { readonly clear: string } {
  try {
    const { address, key, scrypt, nonce, sealed } = JSON.parse(text) as IdentityFile;
    const { N, r, p, salt } = scrypt;
    const formed =
      isHex(address, 20) &&
      isHex(key, PART_BYTES) &&
      isHex(salt, 32) &&
      isHex(nonce, 24) &&
      isHex(sealed, PARTS * PART_BYTES + 16) &&
      isCost(N) &&
      r === 8 &&
      p === 1;
    if (!formed) throw damaged(path);
    const file = { address, key, scrypt: { N, r, p, salt }, nonce, sealed };
    const clear = clearText(file);
    if (fileText(clear, file) !== text) throw damaged(path);
    return { ...file, clear };
  } catch {
    throw damaged(path);
  }
}

/** @throws PsephosError `keykeeper/not-made`, `keykeeper/damaged`, and those of `Folder` */
async function readFile(folder: Folder) {
  const path = `${folder.path}/${IDENTITY_FILE}`;
  const text = await folder.read(IDENTITY_FILE);
  if (text === undefined) throw notMade(folder.path);
  return { path, ...parse(text, path) };
}

export interface InitOptions {
  readonly folder: string;
  /** At least 12 characters. */
  readonly passphrase: string;
  /** scrypt's N, a power of two; 2^17 if left out. Less is for tests alone. */
  readonly scryptN?: number;
}

/**
 * Makes a keykeeper: fresh keys, sealed in the folder.
 * @returns what the genesis document says of it
 * @throws PsephosError `keykeeper/exists`: the folder has keys already; `keykeeper/passphrase`, `keykeeper/permissions`, `keykeeper/write`
 */
export async function initKeykeeper({
  folder: path,
  passphrase,
  scryptN = SCRYPT_N,
}: InitOptions): Promise<KeykeeperPublic> {
  ensureStrong(passphrase);
  const folder = await Folder.make(path);
  const { secretKey, publicKey } = createKeykeeperKeys();
  const privateKey = generatePrivateKey();
  const address = privateKeyToAccount(privateKey).address.toLowerCase() as Hex;
  const salt = Uint8Array.from(randomBytes(32));
  const made = {
    address,
    key: bytesToHex(publicKey),
    scrypt: { N: scryptN, r: 8, p: 1, salt: bytesToHex(salt) },
  };
  const clear = clearText(made);
  const secrets = concatBytes([
    Uint8Array.from(randomBytes(PART_BYTES)),
    keykeeperSecretBytes(secretKey),
    hexToBytes(privateKey),
  ]);
  const sealed = seal(await passphraseKey(passphrase, salt, scryptN), clear, secrets);
  secrets.fill(0);
  if (!(await folder.create(IDENTITY_FILE, fileText(clear, sealed))))
    throw new Refusal("keykeeper/exists", `${path} has the keys of a keykeeper already`, {
      hint: "Give another folder. New keys would make this keykeeper's shares unreadable.",
    });
  return { address, key: made.key };
}

/** What the genesis document says of the keykeeper of a folder; it needs no passphrase. @throws PsephosError `keykeeper/not-made`, `keykeeper/damaged` */
export async function keykeeperPublic(path: string): Promise<KeykeeperPublic> {
  const { address, key } = await readFile(await Folder.open(path));
  return { address, key };
}

/**
 * Opens the keys of a folder.
 * @throws PsephosError `keykeeper/wrong-passphrase`, `keykeeper/not-made`, `keykeeper/damaged`, and those of `Folder`
 */
export async function openIdentity(folder: Folder, passphrase: string): Promise<Identity> {
  const { path, address, key, scrypt, clear, nonce, sealed } = await readFile(folder);
  const secrets = open(await passphraseKey(passphrase, hexToBytes(scrypt.salt), scrypt.N), clear, {
    nonce,
    sealed,
  });
  if (!secrets) throw new Refusal("keykeeper/wrong-passphrase", `the passphrase does not open ${path}`);
  const [file, ristretto, ecdsa] = Array.from({ length: PARTS }, (_, i) =>
    secrets.slice(i * PART_BYTES, (i + 1) * PART_BYTES),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const { secretKey, publicKey } = keykeeperKey(ristretto);
  const account = privateKeyToAccount(bytesToHex(ecdsa));
  if (!equalBytes(publicKey, hexToBytes(key)) || account.address.toLowerCase() !== address)
    throw damaged(path);
  secrets.fill(0);
  return { address, key, account, secretKey, fileKey: ceremonyFileKey(file) };
}
