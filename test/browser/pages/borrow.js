// Proves with its page's threads, and starts and ends many: a worker that starts others itself is stopped by Firefox after some dozens.
import * as groth16 from "/psephos/dist/bundle/groth16.js";
import { scenario } from "./scenario.js";

const PROVERS = 40;

async function run() {
  await groth16.borrowWorkers();
  const circuit = new URL("/circuit/", location.href);
  const bytes = async (name) => new Uint8Array(await (await fetch(new URL(name, circuit))).arrayBuffer());
  const files = { wasm: await bytes("circuit.pwit"), zkey: await bytes("circuit.pkey") };
  for (let i = 0; i < PROVERS; i++) await (await groth16.createProver(files, { threads: 2 })).close();
  return await scenario(groth16, circuit);
}

run().then(
  (value) => postMessage({ value }),
  (error) => postMessage({ error: `${error?.message}\n${error?.stack}` }),
);
