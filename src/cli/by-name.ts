/** What a voter by name shows: the account that signs, and why it may vote. */
import type { Hex } from "../bytes/index.js";
import { CensusSnapshot, certificateFromJson } from "../census/index.js";
import { ensure, ensureAble } from "../errors/index.js";
import { type Eligible, memberOf, type VoterWallet } from "../voter/index.js";
import { readAccount, voterWallet } from "./account.js";
import { option } from "./command.js";
import { readBytes, readJson } from "./files.js";

export interface ByNameOptions {
  readonly account: string;
  readonly census?: string;
  readonly certificate?: string;
}

export const CERTIFICATE = option(
  "--certificate <file>",
  "the authority's certificate for you, if the process has an authority",
);

export const ELIGIBILITY = [
  option("-c, --census <file>", "the census by name, if the process has one"),
  CERTIFICATE,
] as const;

/** What an authority's certificate gives an address. @throws PsephosError `cli/certificate`, `cli/read`, and those of `certificateFromJson` */
export async function certified(address: Hex, file: string): Promise<Eligible> {
  const { certificate: stated, signature } = certificateFromJson(await readJson(file));
  ensure(
    stated.voter === address.toLowerCase(),
    "cli/certificate",
    "the certificate is for another address",
    "Check --account and --certificate.",
  );
  return { weight: stated.weight, eligibility: { kind: "certified", certificate: signature } };
}

async function eligibleBy(address: Hex, { census, certificate }: ByNameOptions): Promise<Eligible> {
  ensureAble(
    (census === undefined) !== (certificate === undefined),
    "cli/usage",
    "give either --census or --certificate",
  );
  if (census !== undefined) return memberOf(new CensusSnapshot(await readBytes(census)), address);
  return certified(address, certificate!);
}

/** The voter's wallet, and why it may vote. @throws PsephosError `cli/usage`, `cli/certificate`, `cli/private-key`, `voter/not-in-census` */
export async function voterByName(
  options: ByNameOptions,
): Promise<{ readonly wallet: VoterWallet; readonly eligible: Eligible }> {
  const wallet = voterWallet(await readAccount(options.account));
  return { wallet, eligible: await eligibleBy(wallet.address, options) };
}
