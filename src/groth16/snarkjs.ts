/**
 * snarkjs as the arithmetic behind the verifier, loaded when first asked for. It keeps one curve, with its workers, in
 * a global variable; whoever uses it here holds a lease, and the last lease to end ends the workers.
 */
type Snarkjs = typeof import("snarkjs") & {
  readonly curves: { getCurveFromName(name: string): Promise<Curve> };
};
interface Curve {
  terminate(): Promise<void>;
}

let leases = 0;
let started: Promise<Curve> | undefined;

/** The right to use snarkjs until `end()`. */
export interface Lease {
  readonly groth16: Snarkjs["groth16"];
  end(): Promise<void>;
}

async function start(): Promise<Curve> {
  // A curve that someone else started is left running.
  const foreign = Boolean((globalThis as { curve_bn128?: unknown }).curve_bn128);
  const { curves } = (await import("snarkjs")) as Snarkjs;
  return foreign ? { terminate: async () => {} } : await curves.getCurveFromName("bn128");
}

/** Starts snarkjs's workers unless they run already. */
export async function leaseSnarkjs(): Promise<Lease> {
  leases++;
  started ??= start();
  await started;
  const { groth16 } = await import("snarkjs");
  let ended = false;
  return {
    groth16,
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
