/**
 * A whole node: anonymous votes come over HTTP, are verified, ordered, written, synced, and their receipts go out. Beside it the same node whose proofs
 * snarkjs verifies one by one. NODE_VOTES proofs are made once and kept in build/bench (10,000 unless told: they take an hour). The client
 * shares the cores with the node.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { threadFacts } from "../packages/node/src/main/index.js";
import { SoloOrdering } from "../packages/node/src/ordering/index.js";
import { buildService, ContentFolder } from "../packages/node/src/service/index.js";
import { NodeStore } from "../packages/node/src/store/index.js";
import { createFacts, isOpening } from "../src/facts/index.js";
import { createVerifier, proofFromBytes } from "../src/groth16/index.js";
import type { Facts, Statement } from "../src/ledger/index.js";
import { SECRET_KEY, tell } from "../test/support/node/solo.js";
import { type CensusCircuit, censusCircuit } from "../test/voter/support.js";
import { given } from "./support/given-votes.js";
import { median, quantile } from "./support/measure.js";
import { CIRCUIT, declaredFor, madeVotes, type Sent, sendVotes } from "./support/node-runs.js";
import type { ProvedVotes } from "./support/proved-votes.js";
import type { BenchResult } from "./support/result.js";
import { snarkjs, withSnarkjs } from "./support/snarkjs.js";

const VOTES = Number(process.env.NODE_VOTES ?? 10_000);
/** So many of them are sent to the peer in a round: it takes longer. */
const PEER_VOTES = Math.min(VOTES, 300);
const ROUNDS = 3;
/** Requests that wait for their receipt at the same time. */
const AT_ONCE = 256;
const INTERVAL = 200;
const WORKER = new URL("../scripts/check-worker.mjs", import.meta.url);
const ENOUGH = 10_000_000;

/** Verifies each proof by itself. */
const oneByOne = ({ verificationKey }: CensusCircuit): Facts => ({
  async ask(statements: readonly Statement[]) {
    const answers: boolean[] = [];
    for (const statement of statements) {
      if (statement.kind === "census-proof") {
        const signals = statement.signals.map(String);
        const proof = proofFromBytes(statement.proof) as unknown as snarkjs.Groth16Proof;
        answers.push(await snarkjs.groth16.verify(verificationKey, signals, proof));
      } else if (statement.kind === "opening") answers.push(isOpening(statement));
      else throw new Error(`no answer to ${statement.kind}`);
    }
    return answers;
  },
});

/** Sends votes to a fresh node and waits for all receipts. */
async function run(checks: Facts, circuit: CensusCircuit, votes: ProvedVotes): Promise<Sent> {
  const folder = mkdtempSync(join(tmpdir(), "psephos-bench-"));
  const { genesis, id, told } = await declaredFor(circuit, votes);
  await using verifier = await createVerifier(circuit.verificationKey);
  const facts = createFacts({ verifiers: [{ circuit: CIRCUIT, verifier }], insecure: true, checks });
  const store = NodeStore.open(join(folder, "store"));
  const ordering = new SoloOrdering({
    genesis,
    store,
    facts: declaring(facts),
    secretKey: SECRET_KEY,
    interval: INTERVAL,
  });
  await ordering.start();
  await tell(ordering, id, told);
  // The peer can take more than a minute until it answers.
  const times = { headTime: ENOUGH, idleTime: ENOUGH, requestTime: ENOUGH };
  const limits = { requests: ENOUGH, processRate: ENOUGH, ...times };
  const content = new ContentFolder(join(folder, "content"));
  const service = await buildService({ ordering, store, content, version: "bench", limits });
  const url = await service.listen({ host: "127.0.0.1", port: 0 });
  const sent = await sendVotes(url, votes.envelopes, AT_ONCE);
  await service.close();
  await ordering.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return sent;
}

/** The declarations of the test chains are not signed by real oracles' facts: signatures are taken as given. */
const declaring = (facts: Facts): Facts => ({
  ask: (statements) =>
    statements.every(({ kind }) => kind === "signature") ? given.ask(statements) : facts.ask(statements),
});

export default async function node(): Promise<BenchResult> {
  const circuit = await censusCircuit();
  const votes = await madeVotes(circuit, VOTES);
  const few = { ...votes, envelopes: votes.envelopes.slice(0, PEER_VOTES) };
  const keys = [{ circuit: CIRCUIT, verificationKey: circuit.verificationKey }];
  const threads = threadFacts({ threads: 0, keys, insecure: true, worker: WORKER });
  const [ours, theirs]: [Sent[], Sent[]] = [[], []];
  await withSnarkjs("all", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await run(threads, circuit, votes));
      theirs.push(await run(oneByOne(circuit), circuit, few));
    }
  });
  await threads.close();
  const middle = ours.map(({ latencies }) => latencies);
  return {
    name: "node",
    ratios: {
      "votes a second, snarkjs one by one": median(ours.map(({ rate }, i) => rate / theirs[i]!.rate)),
    },
    figures: {
      [`votes a second with receipts, ${VOTES} votes on a fresh node`]: median(ours.map(({ rate }) => rate)),
      "the same with snarkjs": median(theirs.map(({ rate }) => rate)),
      "from request to receipt, ms, median / 99 %": [0.5, 0.99]
        .map((part) => Math.round(median(middle.map((one) => quantile(one, part)))))
        .join(" / "),
    },
  };
}
