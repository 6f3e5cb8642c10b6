/** Powers of tau before any contribution: τ = α = β = 1. */
import { ensure } from "../../errors/index.js";
import { setupCurve } from "../curve.js";
import { BinaryWriter } from "../formats/binary-writer.js";
import { formatPtauHeader, MAX_POWER, POWERS, powersCount } from "../formats/ptau.js";
import type { WorkOptions } from "../vectors/spread.js";
import { CHUNK, firstChallenge, ORDER } from "./challenge.js";
import { formatPtauRecords } from "./records.js";

/**
 * Writes the file for the first contributor.
 * @param input `power`: 1 to 28; a circuit of 2^k rows needs power k, or k + 1 past 2^14 rows.
 * @returns the first challenge, 64 bytes.
 * @throws PsephosError `setup/ptau-size`, `setup/file-write`; the signal's reason
 */
export async function startPtau(
  input: { readonly power: number; readonly to: string },
  { signal }: WorkOptions = {},
): Promise<Uint8Array> {
  const { power, to } = input;
  ensure(
    Number.isInteger(power) && power >= 1 && power <= MAX_POWER,
    "setup/ptau-size",
    `a power is an integer from 1 to ${MAX_POWER}`,
  );
  const curve = await setupCurve();
  const one = { g1: curve.g1([1n]), g2: curve.g2([1n]) };
  await BinaryWriter.write(to, "ptau", 1, 7, async (writer) => {
    await writer.section(1, formatPtauHeader(power, power));
    for (const name of ORDER) {
      const point = one[POWERS[name].group];
      const count = powersCount(name, power);
      const block = new Uint8Array(Math.min(count, CHUNK) * point.length);
      for (let at = 0; at < block.length; at += point.length) block.set(point, at);
      await writer.begin(POWERS[name].plain);
      for (let left = count; left > 0; left -= CHUNK) {
        signal?.throwIfAborted();
        await writer.append(block.subarray(0, Math.min(left, CHUNK) * point.length));
      }
    }
    await writer.section(6, one.g2);
    await writer.section(7, formatPtauRecords([]));
  });
  return firstChallenge(power);
}
