/** Whether the fast kernel runs here. */
import { fromBase64 } from "./base64.js";
import { FUSED } from "./fused.generated.js";

let able: boolean | undefined;

/**
 * Whether this engine has relaxed SIMD, and whether its multiply-adds round once: the standard lets them round twice, and the fast
 * kernel would then compute wrong numbers. A module of 300 bytes tells.
 */
export function hasFusedSimd(): boolean {
  able ??= (() => {
    try {
      const module = new WebAssembly.Module(fromBase64(FUSED));
      return (new WebAssembly.Instance(module).exports.fused as () => number)() === 1;
    } catch {
      return false;
    }
  })();
  return able;
}
