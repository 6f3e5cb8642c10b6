/** The beacon that closes a key or powers of tau, as the command line names it. */
import { ensure, ensureAble } from "../../errors/index.js";
import { BEACON_SOURCE, type Beacon, couldBePublic, UNANNOUNCED_BEACON } from "../../setup/index.js";
import { option } from "../command.js";
import type { Output } from "../output.js";

export interface BeaconOptions {
  readonly source?: string;
  readonly value: string;
  readonly iterations: string;
  readonly insecure?: boolean;
  readonly out: string;
}

export const BEACON = [
  option("-s, --source <source>", "what was announced: ethereum:BLOCK or drand:ROUND"),
  option("-v, --value <hex>", "its value: the block's hash, the round's randomness (32 bytes)", {
    required: true,
  }),
  option("-i, --iterations <exponent>", "hash it 2^exponent times, 10 to 40", { unless: "10" }),
  option("--insecure", "accept a value that nobody announced; for rehearsals"),
] as const;

export function integer(text: string, name: string): number {
  ensureAble(/^[0-9]{1,4}$/.test(text), "cli/usage", `${name} takes a whole number`);
  return Number(text);
}

/** The beacon that the options name, and its name in the record. */
export function beaconOf({ source, value, iterations, insecure }: BeaconOptions): {
  name: string;
  beacon: Beacon;
} {
  ensure(
    source !== undefined || insecure,
    "setup/beacon-unannounced",
    "the beacon was not announced: somebody could have chosen its value",
    "Announce a future block or round before the last contribution, wait for it, and give it with --source.",
  );
  ensureAble(
    source === undefined || BEACON_SOURCE.test(source),
    "cli/usage",
    "--source takes ethereum:BLOCK or drand:ROUND",
  );
  ensureAble(/^(0x)?[0-9a-fA-F]{64}$/.test(value), "cli/usage", "--value takes 32 bytes in hex");
  const hash = new Uint8Array(Buffer.from(value.replace(/^0x/, ""), "hex"));
  ensure(
    couldBePublic(hash, source ?? null) || insecure,
    "setup/beacon-unannounced",
    "this value looks like a constant or a count, not like a hash",
    "For a rehearsal, add --insecure.",
  );
  const name = source === undefined ? UNANNOUNCED_BEACON : `beacon ${source}`;
  return { name, beacon: { hash, iterationsExponent: integer(iterations, "--iterations") } };
}

export function published(output: Output, out: string, hash: string, before: number): void {
  output.line(`Written to ${out}. Publish the file, and this hash where others can find it under your name:`);
  output.line(`  ${hash}`);
  output.result({ file: out, hash, position: before + 1 });
}
