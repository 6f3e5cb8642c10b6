/** snarkjs's prover with a blinding of the test's choice. */
import * as snarkjs from "snarkjs";
import { formatWtns, type Proof } from "../../../src/groth16/index.js";
import { snarkjsCurve } from "./circuit.js";

/**
 * snarkjs's proof of these wires. It draws r, then s, from its curve's scalar field, and from nowhere else.
 * @param wires 32 little-endian bytes a wire.
 */
export async function snarkjsProof(
  zkey: Uint8Array,
  wires: Uint8Array,
  blinding: { readonly r: bigint; readonly s: bigint },
): Promise<{ proof: Proof; publicSignals: string[] }> {
  const { Fr } = await snarkjsCurve();
  const drawn = [blinding.r, blinding.s];
  const { random } = Fr;
  Fr.random = () => Fr.e(drawn.shift());
  try {
    const result = await snarkjs.groth16.prove(zkey, formatWtns(wires));
    if (drawn.length > 0) throw new Error("snarkjs drew its blinding from elsewhere");
    return result as unknown as { proof: Proof; publicSignals: string[] };
  } finally {
    Fr.random = random;
  }
}
