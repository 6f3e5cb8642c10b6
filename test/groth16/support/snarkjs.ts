/** snarkjs's prover with a blinding of the test's choice. */

import * as snarkjs from "snarkjs";
import { SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { formatWtns, type Proof } from "../../../src/groth16/index.js";
import { snarkjsCurve } from "./circuit.js";

/**
 * snarkjs's proof (A, B, C) of these wires with r = 0 and s·t in the place of s, made another one: (t·A, B/t, C). It draws r, then s,
 * from its curve's scalar field, and from nowhere else.
 * @param wires 32 little-endian bytes a wire.
 */
export async function snarkjsProof(
  zkey: Uint8Array,
  wires: Uint8Array,
  { t, s }: { readonly t: bigint; readonly s: bigint },
): Promise<{ proof: Proof; publicSignals: string[] }> {
  const { Fr, G1, G2 } = await snarkjsCurve();
  const drawn = [0n, (s * t) % SCALAR_FIELD_ORDER];
  const { random } = Fr;
  Fr.random = () => Fr.e(drawn.shift());
  try {
    const result = await snarkjs.groth16.prove(zkey, formatWtns(wires));
    if (drawn.length > 0) throw new Error("snarkjs drew its blinding from elsewhere");
    const { proof, publicSignals } = result as unknown as { proof: Proof; publicSignals: string[] };
    const decimal = (value: bigint | bigint[]): unknown =>
      Array.isArray(value) ? value.map(decimal) : value.toString();
    const scaled = (group: typeof G1, point: unknown, by: unknown) =>
      group.toObject(group.toAffine(group.timesFr(group.fromObject(point), by))).map(decimal);
    const pi_a = scaled(G1, proof.pi_a.map(BigInt), Fr.e(t));
    const pi_b = scaled(
      G2,
      proof.pi_b.map((pair) => pair.map(BigInt)),
      Fr.inv(Fr.e(t)),
    );
    return { proof: { ...proof, pi_a, pi_b }, publicSignals };
  } finally {
    Fr.random = random;
  }
}
