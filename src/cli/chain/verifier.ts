import { Argument } from "commander";
import { keyId } from "../../process/index.js";
import { loadVerifyingCircuit } from "../circuit.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ARTIFACTS, PRIVATE_KEY, RPC } from "../options.js";
import { putVerifier } from "../verifier.js";
import { type WriterOptions, writer } from "../wallet.js";

/** Puts the verifier of a circuit's key on chain, and prints the key id by which processes name it. */
async function registerVerifierOf(
  { output, signal }: Context,
  name: string,
  options: WriterOptions & { readonly artifacts?: string },
): Promise<void> {
  const client = await writer(options);
  const circuit = await loadVerifyingCircuit(name, output, signal, options.artifacts);
  const put = await putVerifier(circuit, { client, verifiers: options.contract, output });
  const id = keyId(name, put.keyHash);
  output.field("verifier", put.address);
  output.field("key id", id);
  output.field("key", circuit.label);
  output.result({
    circuit: name,
    verifier: put.address,
    keyHash: put.keyHash,
    keyId: id,
    key: circuit.label,
  });
}

export const verifier: Leaf = {
  name: "verifier",
  description: "deploy and register the verifier of a circuit's key, as the registry's owner",
  arguments: [new Argument("<circuit>", "census-7, census-11, tally-64, tally-open-64, …")],
  options: [
    option("--contract <address>", "the registry of verifiers", { required: true }),
    RPC,
    PRIVATE_KEY,
    ARTIFACTS,
  ],
  examples: ["psephos chain verifier census-7 --contract 0x… --key dev-keys/organiser.key"],
  handler: registerVerifierOf,
};
