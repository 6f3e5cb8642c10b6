/** The kernels that run here, each of which the suites try. */
import {
  compileKernel,
  compileKernels,
  hasFusedSimd,
  Kernel,
  type KernelModules,
  type KernelName,
  withVectors,
} from "../../../src/engine/index.js";
import type { PlainKernelExports } from "../../../src/engine/kernel-exports.js";

/** With what only tests call. */
export type TestKernel = Kernel & { readonly exports: PlainKernelExports };

export const KERNELS: readonly KernelName[] = hasFusedSimd() ? ["plain", "fast"] : ["plain"];

/** Where `npm run build:kernel -- --checked` has put a fast kernel that checks its bounds, if it should take the fast one's place. */
const CHECKED = globalThis.process?.env?.PSEPHOS_CHECKED_KERNEL;

/** The modules of a kernel, with those for vectors of points. */
export async function modulesOf(name: KernelName): Promise<KernelModules> {
  if (name === "plain" || CHECKED === undefined) return withVectors(await compileKernels(name));
  const { readFileSync } = process.getBuiltinModule("node:fs"); // not imported: these suites run in browsers too
  const read = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`${CHECKED}/${file}`));
  const { vectors, base, bytes } = JSON.parse(new TextDecoder().decode(read("fast.json"))) as Place & {
    vectors: Place;
  };
  const side = async (file: string, place: Place) => ({
    ...place,
    module: await WebAssembly.compile(read(file)),
  });
  return {
    plain: await compileKernel(),
    fast: await side("fast.wasm", { base, bytes }),
    vectors: await side("vectors.wasm", vectors),
  };
}

/** A kernel, the fast one beside the whole plain one: the common part has not what tests call. */
export async function createKernel(name: KernelName): Promise<TestKernel> {
  return (await Kernel.create({ ...(await modulesOf(name)), plain: await compileKernel() })) as TestKernel;
}

/** Where a module's data begins, and how many bytes it has. */
interface Place {
  readonly base: number;
  readonly bytes: number;
}
