/** Tests that this machine cannot run say why in the list of tests. */
import type { Context } from "mocha";

/** Leaves out the test that runs, or from a hook all tests of its suite: `it does so – left out: why`. Never returns. */
export function leaveOut(context: Context, why: string): never {
  const runnable = context.test!;
  const { tests: siblings } = runnable.parent!;
  const tests = siblings.some((test) => test === runnable) ? [runnable] : siblings; // a hook is none of them
  for (const test of tests) if (!test.title.includes(" – left out: ")) test.title += ` – left out: ${why}`;
  return context.skip();
}
