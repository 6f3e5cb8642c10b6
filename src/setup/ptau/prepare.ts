/**
 * Prepares powers of tau for phase 2: writes the Lagrange bases that keys are made from, of the one domain that a
 * circuit needs, or of all [snarkjs 0.7.6, `src/powersoftau_preparephase2.js`].
 */
import { ensure } from "../../errors.js";
import { BinaryWriter } from "../formats/binary-file.js";
import { formatPtauHeader, POWERS, type PowersName, PtauFile, powersCount } from "../formats/ptau.js";
import { lagrangeBasis } from "../vectors/lagrange.js";
import type { WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors } from "../vectors/vectors.js";
import { CHUNK, ORDER } from "./challenge.js";

async function copyPowers(
  from: PtauFile,
  writer: BinaryWriter,
  name: PowersName,
  power: number,
): Promise<void> {
  await writer.begin(POWERS[name].plain);
  const count = powersCount(name, power);
  for (let first = 0; first < count; first += CHUNK)
    await writer.append(await from.read(name, first, Math.min(CHUNK, count - first)));
}

/** The powers that a domain takes; where the file has one too few, infinity stands for the last, as in snarkjs. */
async function powersFor(from: PtauFile, name: PowersName, log: number): Promise<Uint8Array> {
  const count = 2 ** log;
  const known = Math.min(count, powersCount(name, from.power));
  const points = new Uint8Array(count * POINT_BYTES[POWERS[name].group]);
  points.set(await from.read(name, 0, known));
  return points;
}

/**
 * Writes a prepared file of power `power`, which may be less than the given file's.
 *
 * With `sizes` "one", the file has the bases for circuits of just 2^power rows (and for H those of twice as many);
 * the others are zeros. It makes the same keys as a file with all, in `snarkjs zkey new` too, in half the time;
 * `snarkjs powersoftau verify` wants "all".
 * @throws PsephosError as `PtauFile.open`; `setup/ptau-too-small`, `setup/file-write`; the signal's reason
 */
export async function preparePtau(
  input: {
    readonly from: string;
    readonly to: string;
    readonly power?: number;
    readonly sizes?: "one" | "all";
  },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<{ readonly power: number }> {
  await using from = await PtauFile.open(input.from);
  const { power = from.power, sizes = "one" } = input;
  ensure(
    Number.isInteger(power) && power >= 1 && power <= from.power,
    "setup/ptau-too-small",
    `power ${power} is not to be had from a file of power ${from.power}`,
  );
  return await BinaryWriter.write(input.to, "ptau", 1, 11, async (writer) => {
    await writer.section(1, formatPtauHeader(power, from.ceremonyPower));
    for (const name of ORDER) await copyPowers(from, writer, name, power);
    await writer.section(6, await from.betaG2());
    await writer.section(7, await from.file.read(7));
    for (const name of ORDER) {
      const { group, prepared, what } = POWERS[name];
      const last = name === "tauG1" ? power + 1 : power;
      await writer.begin(prepared);
      for (let log = 0; log <= last; log++) {
        const wanted = sizes === "all" || log >= power;
        await writer.append(
          wanted
            ? await lagrangeBasis(
                vectors,
                group,
                await powersFor(from, name, log),
                log,
                `${what} 2^${log}`,
                options,
              )
            : new Uint8Array(2 ** log * POINT_BYTES[group]),
        );
      }
    }
    return { power };
  });
}
