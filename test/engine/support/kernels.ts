/** The kernels that run here, each of which the suites try. */
import {
  compileKernel,
  compileKernels,
  hasFusedSimd,
  Kernel,
  type KernelName,
} from "../../../src/engine/index.js";

export const KERNELS: readonly KernelName[] = hasFusedSimd() ? ["plain", "fast"] : ["plain"];

/** Where `npm run build:kernel -- --checked` has put a fast kernel that checks its bounds, if it should take the fast one's place. */
const CHECKED = globalThis.process?.env?.PSEPHOS_CHECKED_KERNEL;

export async function createKernel(name: KernelName): Promise<Kernel> {
  if (name === "plain" || CHECKED === undefined) return Kernel.create(await compileKernels(name));
  const { readFileSync } = process.getBuiltinModule("node:fs"); // not imported: these suites run in browsers too
  const { base, bytes } = JSON.parse(readFileSync(`${CHECKED}/fast.json`, "utf8")) as {
    base: number;
    bytes: number;
  };
  const module = await WebAssembly.compile(new Uint8Array(readFileSync(`${CHECKED}/fast.wasm`)));
  return Kernel.create({ plain: await compileKernel(), fast: { module, base, bytes } });
}
