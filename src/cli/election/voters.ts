/**
 * The voters of `examples/voters.csv`: accounts whose private keys anybody can compute, so that an example election
 * can vote in their names. Never for a real vote.
 */
import { keccak256, stringToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type Identity, type IdentityPurpose, identityFromWallet } from "../../census/index.js";

/** How many voters the example has. */
export const EXAMPLE_VOTERS = 1000;

/** What the example's wallets sign for: fixed, so it is not the address of a deployment. */
const PURPOSE: IdentityPurpose = {
  chainId: 31337,
  contract: `0x${"e1".repeat(20)}`,
  organiser: `0x${"e2".repeat(20)}`,
};

/** The identity of example voter `index`, made from the wallet's signature for the organiser. */
export async function exampleIdentity(index: number): Promise<Identity> {
  const account = privateKeyToAccount(keccak256(stringToHex(`psephos example voter ${index}`)));
  return identityFromWallet(PURPOSE, {
    address: account.address,
    sign: (data) => account.signTypedData(data),
  });
}

/** The weight of example voter `index`: 1 to 100. */
export function exampleWeight(index: number): bigint {
  return BigInt(1 + ((index * 37) % 100));
}
