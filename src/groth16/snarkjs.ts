/**
 * snarkjs as the arithmetic behind the prover and the verifier. It keeps one curve, with its workers, in a
 * global variable; whoever uses it here holds a lease, and the last lease to end ends the workers.
 */
import * as snarkjs from "snarkjs";

const { curves } = snarkjs as unknown as {
  curves: { getCurveFromName(name: string): Promise<{ terminate(): Promise<void> }> };
};

let leases = 0;
let started: Promise<{ terminate(): Promise<void> }> | undefined;

/** The right to use snarkjs until `end()`. */
export interface Lease {
  readonly groth16: typeof snarkjs.groth16;
  end(): Promise<void>;
}

/** Starts snarkjs's workers unless they run already. A curve that someone else started is left running. */
export async function leaseSnarkjs(): Promise<Lease> {
  leases++;
  if (started === undefined) {
    const foreign = Boolean((globalThis as { curve_bn128?: unknown }).curve_bn128);
    started = foreign ? Promise.resolve({ terminate: async () => {} }) : curves.getCurveFromName("bn128");
  }
  await started;
  let ended = false;
  return {
    groth16: snarkjs.groth16,
    async end() {
      if (ended) return;
      ended = true;
      if (--leases > 0) return;
      const curve = started;
      started = undefined;
      await (await curve)?.terminate();
    },
  };
}
