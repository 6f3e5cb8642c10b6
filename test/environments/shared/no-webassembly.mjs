// A platform without WebAssembly: `node --jitless`.
import assert from "node:assert/strict";
import { createProver, createVerifier } from "psephos-groth16";
import { circuitFiles } from "./files.mjs";

const { verificationKey, ...files } = circuitFiles("circuit");
await assert.rejects(createProver(files), { code: "engine/no-webassembly" });
await assert.rejects(createVerifier(verificationKey), { code: "engine/no-webassembly" });
console.log("ok");
