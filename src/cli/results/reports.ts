/** In words: how many oracles have reported the same, and which have not. */
import type { Hex } from "../../bytes/index.js";
import type { Reports } from "../../evm/index.js";
import type { Output } from "../output.js";

/** What is printed under `--json`. */
export function reportsJson({ quorum, oracles }: Reports, digest: Hex) {
  const of = (wanted: (one: Hex | undefined) => boolean) =>
    oracles.filter((oracle) => wanted(oracle.digest)).map(({ oracle }) => oracle);
  return {
    quorum,
    oracles: oracles.length,
    agree: of((one) => one === digest),
    disagree: of((one) => one !== undefined && one !== digest),
    silent: of((one) => one === undefined),
  };
}

export function showReports(output: Output, { quorum, oracles, ...who }: ReturnType<typeof reportsJson>) {
  output.line(
    `${who.agree.length} of ${oracles} oracles report this result; ${quorum} must report the same.`,
  );
  for (const oracle of who.agree) output.field("agrees", oracle);
  for (const oracle of who.disagree) output.field("disagrees", oracle);
  for (const oracle of who.silent) output.field("not reported", oracle);
}
