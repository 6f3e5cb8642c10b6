/** People of the test chains: their keys are the hashes of their names. */
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { type Hex, toHex } from "../../../src/bytes/index.js";

export interface Person {
  readonly address: Hex;
  readonly account: PrivateKeyAccount;
}

const known = new Map<string, Person>();

/** The person of this name. */
export function person(name: string): Person {
  const before = known.get(name);
  if (before) return before;
  const account = privateKeyToAccount(toHex(sha256(utf8ToBytes(`psephos test person ${name}`))));
  const made = { account, address: account.address.toLowerCase() as Hex };
  known.set(name, made);
  return made;
}

export const people = (name: string, count: number): Person[] =>
  Array.from({ length: count }, (_, i) => person(`${name} ${i}`));
