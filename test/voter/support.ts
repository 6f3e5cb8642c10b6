// A small election under the real census circuit and its development key.
import { VotingProcess } from "../../src/ballot/index.js";
import { Census, CensusSnapshot, createIdentity, writeSnapshot } from "../../src/census/index.js";
import { verificationKeyHash } from "../../src/groth16/index.js";
import { keyId } from "../../src/process/index.js";
import { type TallyCircuit, tallyCircuit } from "../support/rollup/keys.js";

export type CensusCircuit = TallyCircuit;

export const censusCircuit = (): Promise<CensusCircuit> => tallyCircuit("census-7");

/** A process for voters of these weights, with one field of values 0 to 3. */
export function election({ verificationKey }: CensusCircuit, weights: readonly bigint[]) {
  const identities = weights.map(() => createIdentity());
  const entries = identities.map(({ commitment }, i) => ({ commitment, weight: weights[i]! }));
  const census = new CensusSnapshot(writeSnapshot(new Census(7, entries)));
  const process = new VotingProcess({
    contract: `0x${"c0".repeat(20)}`,
    processId: `0x${"a1".repeat(32)}`,
    censusRoot: census.root,
    circuit: "census-7",
    censusKey: keyId("census-7", `0x${verificationKeyHash(verificationKey)}`),
    ballot: { maxCount: 1, maxValue: 3 },
  });
  return { process, census, identities };
}
