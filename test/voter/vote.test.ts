// A vote that castVote returns counts, and comes with the voters it is hidden among.
import assert from "node:assert/strict";
import { voteOfEnvelope } from "../../src/ballot/index.js";
import { createProver, createVerifier, type Prover, type Verifier } from "../../src/groth16/index.js";
import { checkVotes } from "../../src/rollup/index.js";
import { castVote } from "../../src/voter/index.js";
import { rejectsCode } from "../support/errors.js";
import { type CensusCircuit, censusCircuit, election } from "./support.js";

describe("voter: castVote", function () {
  this.timeout(120_000);
  let circuit: CensusCircuit;
  let prover: Prover;
  let verifier: Verifier;
  before(async () => {
    circuit = await censusCircuit();
    prover = await createProver(circuit);
    verifier = await createVerifier(circuit.verificationKey);
  });
  after(async () => {
    await Promise.all([prover.close(), verifier.close()]);
  });

  it("gives an envelope that counts in the process, and who could have cast it", async () => {
    const { process, census, identities } = election(circuit, [5n, 2n, 5n, 9n]);
    const identity = identities[0]!;
    const vote = { process, identity, census, votes: [3] };
    const { envelope, anonymitySet } = await castVote(vote, { prover, verifier }, { insecure: true });
    const sent = voteOfEnvelope(process, envelope);
    const { counted } = await checkVotes(process, [sent], verifier, { insecure: true });
    assert.deepEqual(counted, [sent]);
    assert.deepEqual(anonymitySet, { size: 3, sameWeight: 2, saferWeight: undefined, proven: false });
    const less = { ...vote, identity: identities[3]!, weight: 2n };
    const { anonymitySet: larger } = await castVote(less, { prover, verifier }, { insecure: true });
    assert.deepEqual(larger, { size: 4, sameWeight: 1, saferWeight: undefined, proven: false });
  });

  it("refuses another census, a stranger, a weight that is not theirs and a ballot that would not count", async () => {
    const { process, census, identities } = election(circuit, [5n, 2n]);
    const other = election(circuit, [5n]);
    const vote = { process, identity: identities[1]!, census, votes: [3] };
    for (const [change, code] of [
      [{ census: other.census }, "voter/census-root"],
      [{ identity: other.identities[0]! }, "voter/not-in-census"],
      [{ weight: 3n }, "census/weight-exceeded"],
      [{ weight: 0n }, "census/weight"],
      [{ votes: [4] }, "voter/invalid-ballot"],
      [{ votes: [] }, "voter/invalid-ballot"],
    ] as const) {
      await rejectsCode(code, castVote({ ...vote, ...change }, { prover, verifier }, { insecure: true }));
    }
  });
});
