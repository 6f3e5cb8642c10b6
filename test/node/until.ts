// Waiting for what happens by itself.
import assert from "node:assert/strict";

/** Waits until something is true. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  ms = 20_000,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await isSo())) {
    assert.ok(performance.now() < end, `in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
