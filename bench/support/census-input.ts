/** One voter's input for census-7, in a census of a hundred. */
import { Census, type CensusInput, censusInput, identityFromSecret } from "../../src/census/index.js";
import { scope } from "../../src/process/index.js";

export function exampleCensusInput(): CensusInput {
  const identity = identityFromSecret(12345n);
  const entries = Array.from({ length: 99 }, (_, i) => ({ commitment: BigInt(i + 1), weight: 1n }));
  const census = new Census(7, [...entries, { commitment: identity.commitment, weight: 7n }]);
  const process = { contract: `0x${"c0".repeat(20)}`, processId: `0x${"a1".repeat(32)}` } as const;
  const vote = { scope: scope(process), voteHash: 123n, weight: 7n, envelopeHash: 456n };
  return censusInput(identity, 7n, census.membership(99), vote);
}

/** As JSON with decimal strings, for a program that reads it from a file. */
export const inputToJson = (input: object): string =>
  JSON.stringify(input, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
