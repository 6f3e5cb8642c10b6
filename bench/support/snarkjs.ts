/** snarkjs as a peer: its curve is made once and kept, as a warm program would. */
import * as snarkjs from "snarkjs";

interface Curve {
  terminate(): Promise<void>;
}
const global = globalThis as { curve_bn128?: Curve | null };
const { curves } = snarkjs as unknown as {
  curves: { getCurveFromName(name: string, options?: { singleThread: boolean }): Promise<Curve> };
};

/** Runs `work` while snarkjs computes on the calling thread alone, or on one worker per core. */
export async function withSnarkjs<T>(threads: "single" | "all", work: () => Promise<T>): Promise<T> {
  const singleThread = threads === "single";
  const curve = await curves.getCurveFromName("bn128", { singleThread });
  // snarkjs takes the curve that it finds here: a single-threaded one would be built anew for each proof
  global.curve_bn128 = curve;
  try {
    return await work();
  } finally {
    await curve.terminate();
    global.curve_bn128 = null;
  }
}

export { snarkjs };
