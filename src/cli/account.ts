/** An Ethereum account from a file that holds its private key. */
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { Hex } from "../bytes/index.js";
import { Refusal } from "../errors/index.js";
import type { VoterWallet } from "../voter/index.js";
import { option } from "./command.js";
import { readText } from "./files.js";

/** A voter's account. */
export const ACCOUNT = option("--account <file>", "the private key of your account, in a file", {
  required: true,
});

/** @throws PsephosError `cli/read`, `cli/private-key` */
export async function readAccount(file: string, hint?: string): Promise<PrivateKeyAccount> {
  const text = (await readText(file, hint)).trim();
  try {
    return privateKeyToAccount(text as Hex);
  } catch {
    throw new Refusal("cli/private-key", `${file} does not hold a private key: 0x and 64 hex digits`);
  }
}

/** An account as the voter's room takes it. */
export const voterWallet = (account: PrivateKeyAccount): VoterWallet => ({
  address: account.address,
  signMessage: (message) => account.signMessage({ message }),
  signTypedData: (data) => account.signTypedData(data),
});
