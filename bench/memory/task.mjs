// A fresh process of its own: node bench/memory/task.mjs TASK ours|theirs FILE… → its peak memory, as a line of JSON.
import { readFile } from "node:fs/promises";
import { createProver, createVerifier } from "../../dist/bundle/groth16.js";

const [task, side, ...files] = process.argv.slice(2);
const ours = side === "ours";
const json = async (path) => JSON.parse(await readFile(path, "utf8"));
const snarkjs = ours ? undefined : await import("snarkjs");

const tasks = {
  /** A key and a witness → proofs, on all threads. */
  async prove(zkeyPath, wtnsPath) {
    const [zkey, wtns] = [await readFile(zkeyPath), await readFile(wtnsPath)];
    if (ours) {
      const prover = await createProver({ zkey });
      for (let i = 0; i < 3; i++) await prover.proveWitness(wtns);
      await prover.close();
    } else {
      for (let i = 0; i < 3; i++) await snarkjs.groth16.prove(new Uint8Array(zkey), new Uint8Array(wtns));
    }
  },
  /** A verification key and claims → answers, one by one. */
  async verify(keyPath, claimsPath) {
    const [key, claims] = [await json(keyPath), await json(claimsPath)];
    const verifier = ours && (await createVerifier(key));
    for (const { proof, publicSignals } of claims.slice(0, 64)) {
      const ok = ours
        ? await verifier.verify({ proof, publicSignals })
        : await snarkjs.groth16.verify(key, publicSignals, proof);
      if (!ok) throw new Error("an honest proof was refused");
    }
  },
  /** The same, of 1,024 claims; ours in one batch. */
  async batch(keyPath, claimsPath) {
    const [key, claims] = [await json(keyPath), await json(claimsPath)];
    if (ours) {
      const { ok } = await (await createVerifier(key)).verifyBatch(claims);
      if (!ok) throw new Error("honest proofs were refused");
    } else {
      // What snarkjs takes does not grow with their number.
      for (const { proof, publicSignals } of claims.slice(0, 128)) {
        if (!(await snarkjs.groth16.verify(key, publicSignals, proof))) throw new Error("refused");
      }
    }
  },
};
await tasks[task](...files);
console.log(JSON.stringify({ peakKiB: process.resourceUsage().maxRSS }));
process.exit(0);
