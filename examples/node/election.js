// An election in one program: three voters, their census, their votes, the count. It runs on a development key (INSECURE).
import {
  Census,
  CensusSnapshot,
  castVote,
  createIdentity,
  createProver,
  createVerifier,
  decodeEnvelope,
  encodeEnvelope,
  keyId,
  Tally,
  VotingProcess,
  voteOfEnvelope,
  writeSnapshot,
} from "psephos";
import { checkVotes } from "psephos/rollup";
import { developmentCircuit } from "psephos/setup";

// The voters' devices make identities. The organiser gets their commitments, and gives each a weight.
const voters = [createIdentity(), createIdentity(), createIdentity()];
const entries = voters.map(({ commitment }) => ({ commitment, weight: 2n }));

// The census file is published whole, so that no server learns which leaf a voter looks up.
const file = writeSnapshot(new Census(7, entries));
const census = new CensusSnapshot(file);

// The key that votes are proved with. A real election loads a ceremony's key, with `Release.open` of psephos/artifacts.
const circuit = await developmentCircuit("census-7");
const verifier = await createVerifier(circuit.verificationKey);
const prover = await createProver(circuit);
const insecure = true;

// What everybody knows of the process. On chain, `createProcess` of psephos/contracts declares it.
const process = new VotingProcess({
  contract: `0x${"c0".repeat(20)}`,
  processId: `0x${"a1".repeat(32)}`,
  circuit: "census-7",
  censusKey: keyId("census-7", verifier.keyHash),
  censusRoot: census.root,
  ballot: { maxCount: 1, maxValue: 2 },
});

/** A voter proves "I am in the census and have not voted yet". Anyone may send the envelope. */
async function vote(identity, value) {
  const { envelope } = await castVote(
    { process, identity, census, votes: [value] },
    { prover, verifier },
    { insecure },
  );
  return encodeEnvelope(envelope);
}

// The count. Votes that no voting chain has ordered are checked as a list, in the order in which they came.
const sent = [
  await vote(voters[0], 1),
  await vote(voters[1], 2),
  await vote(voters[2], 1),
  await vote(voters[0], 2), // a second vote of the same voter: it is refused, and nobody learns whose it was
];
const votes = sent.map((text) => voteOfEnvelope(process, decodeEnvelope(text)));
const { counted, refused } = await checkVotes(process, votes, verifier, { insecure });
for (const { index, reason } of refused)
  console.log(`vote ${index} refused: ${reason.message} [${reason.code}]`);

const tally = new Tally(process.ballot);
for (const one of counted) tally.add(one);
for (const { value, count } of tally.results().questions[0].results)
  console.log(`choice ${value}: weight ${count}`);
await prover.close();
await verifier.close();
