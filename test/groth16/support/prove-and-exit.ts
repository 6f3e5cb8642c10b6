/** Proves, verifies and ends, nothing closed: nothing here calls `process.exit`. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createProver, createVerifier } from "../../../src/groth16/index.js";
import { TINY_INPUT } from "./circuit.js";

const folder = process.argv[2]!;
const read = async (name: string) => new Uint8Array(await readFile(join(folder, name)));

const prover = await createProver({ wasm: await read("wasm"), zkey: await read("zkey") }, { threads: 2 });
const verifier = await createVerifier(JSON.parse(new TextDecoder().decode(await read("vkey"))));
console.log("verified:", await verifier.verify(await prover.prove(TINY_INPUT)));
