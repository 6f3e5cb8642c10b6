/** Has the kernel's file fetched at once. Its worker would ask for it only when it has itself arrived, and the page waits for both. */
import { hasFusedSimd } from "../../src/engine/index.js";

/** The kernels' files, beside this one. The build puts them here. */
declare const KERNEL_FILES: { readonly plain: string; readonly fast: string };

/** To be called by a page whose worker starts the kernel first of all. */
export function preloadKernel(): void {
  const files = KERNEL_FILES;
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = new URL(hasFusedSimd() ? files.fast : files.plain, import.meta.url).href;
  document.head.append(link);
}
