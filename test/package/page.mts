// Compiled by scripts/check-package.ts against the packed package: every entry point that a page may use, without Node's types.
import { Census, createIdentity, type Identity, type PsephosError } from "psephos";
import { type ArtifactCache, browserCache } from "psephos/artifacts";
import { processesAbi } from "psephos/contracts";
import { createFacts } from "psephos/facts";
import { createVerifier, type Verifier } from "psephos/groth16";
import { Ledger, MemoryStore } from "psephos/ledger";
import { checkVotes, TALLY_64, verifyTranscript } from "psephos/rollup";
import { createKeykeeperKeys } from "psephos/seal";
import { addToKey, LISTING_NAME } from "psephos/setup/web";

const identity: Identity = createIdentity();
const census = new Census(7, [{ commitment: identity.commitment, weight: 1n }]);
export const root: bigint = census.root;
export const cache: ArtifactCache = browserCache();
export const verifier = (key: Parameters<typeof createVerifier>[0]): Promise<Verifier> => createVerifier(key);
export const codeOf = (error: PsephosError): string => error.code;
export const others = [
  processesAbi,
  checkVotes,
  Ledger,
  MemoryStore,
  createFacts,
  TALLY_64,
  verifyTranscript,
  createKeykeeperKeys,
  addToKey,
  LISTING_NAME,
];
