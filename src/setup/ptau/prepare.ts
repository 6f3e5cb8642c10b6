/**
 * Prepares powers of tau for phase 2: writes the Lagrange bases that keys are made from, of the one domain that a
 * circuit needs, or of all [snarkjs 0.7.6, `src/powersoftau_preparephase2.js`].
 */
import { ensure } from "../../errors/index.js";
import { BinaryWriter } from "../formats/binary-writer.js";
import { formatPtauHeader, POWERS, type PowersName, PtauFile, powersCount } from "../formats/ptau.js";
import { powerFor } from "../phase2/initial.js";
import { hashFile } from "../transcript/hash-file.js";
import { lagrangeBasis, oddLagrangeBasis } from "../vectors/lagrange.js";
import type { WorkOptions } from "../vectors/spread.js";
import { POINT_BYTES, type PointVectors } from "../vectors/vectors.js";
import { CHUNK, ORDER } from "./challenge.js";
import { Checkpoint } from "./checkpoint.js";

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

/** The powers for a domain. If the file has one too few, infinity takes the place of the last, as in snarkjs. */
async function powersFor(from: PtauFile, name: PowersName, log: number): Promise<Uint8Array> {
  const count = 2 ** log;
  const known = Math.min(count, powersCount(name, from.power));
  const points = new Uint8Array(count * POINT_BYTES[POWERS[name].group]);
  points.set(await from.read(name, 0, known));
  return points;
}

/** The basis of a domain of 2^log, or the part of it that `sizes` asks for. */
async function basisFor(
  from: PtauFile,
  name: PowersName,
  log: number,
  wanted: "whole" | "odd" | "none",
  vectors: PointVectors,
  options: WorkOptions,
): Promise<Uint8Array> {
  const { group, what } = POWERS[name];
  if (wanted === "none") return new Uint8Array(2 ** log * POINT_BYTES[group]);
  const stage = `${what} 2^${log}`;
  const powers = await powersFor(from, name, log);
  return wanted === "odd"
    ? oddLagrangeBasis(vectors, powers, log, stage, options)
    : lagrangeBasis(vectors, group, powers, log, stage, options);
}

/**
 * Writes a prepared file for circuits of 2^domain rows, of the power that they need.
 *
 * With `sizes` "one" it has the bases of that domain, and of the one twice as large the half that H is made of; the
 * rest is zeros. It makes the same keys as a file with "all", in `snarkjs zkey new` too, in less than half the time;
 * `snarkjs powersoftau verify` needs "all".
 * If it is killed or interrupted, it leaves `<to>.partial` and `<to>.checkpoint.json`, and the same call continues after the last complete
 * basis. With another file or other options it starts again.
 * @param input `domain`: log2 of the circuit's domain (`circuitDomain`); the file's power when absent.
 * @throws PsephosError as `PtauFile.open`; `setup/ptau-too-small`, `setup/file-write`; the signal's reason
 */
export async function preparePtau(
  input: {
    readonly from: string;
    readonly to: string;
    readonly domain?: number;
    readonly sizes?: "one" | "all";
  },
  vectors: PointVectors,
  options: WorkOptions = {},
): Promise<{ readonly power: number; readonly resumed: boolean }> {
  await using from = await PtauFile.open(input.from);
  const { domain = from.power, sizes = "one" } = input;
  const power = input.domain === undefined ? from.power : powerFor(domain);
  ensure(
    Number.isInteger(domain) && domain >= 1 && power <= from.power,
    "setup/ptau-too-small",
    `circuits of 2^${domain} rows need powers of tau of power ${power}, but this file has power ${from.power}`,
  );
  const wanted = (log: number): "whole" | "odd" | "none" => {
    if (sizes === "all" || log === domain) return "whole";
    return log === domain + 1 ? "odd" : "none";
  };
  const { sha256 } = await hashFile(input.from, options.signal);
  const checkpoint = new Checkpoint(input.to, JSON.stringify([sha256, domain, power, sizes]));
  const saved = await checkpoint.load();
  const header = { magic: "ptau", version: 1, sections: 11 };
  await BinaryWriter.resume(input.to, checkpoint.scratch, header, saved?.state, async (writer) => {
    const parts: (() => Promise<void>)[] = [
      async () => {
        await writer.section(1, formatPtauHeader(power, from.ceremonyPower));
        for (const name of ORDER) await copyPowers(from, writer, name, power);
        await writer.section(6, await from.betaG2());
        await writer.section(7, await from.file.read(7));
      },
    ];
    for (const name of ORDER) {
      const last = name === "tauG1" ? power + 1 : power;
      for (let log = 0; log <= last; log++)
        parts.push(async () => {
          const kind = name !== "tauG1" && wanted(log) === "odd" ? "none" : wanted(log);
          if (log === 0) await writer.begin(POWERS[name].prepared);
          await writer.append(await basisFor(from, name, log, kind, vectors, options));
        });
    }
    for (let done = saved?.done ?? 0; done < parts.length; done++) {
      options.signal?.throwIfAborted();
      await parts[done]!();
      await checkpoint.save(done + 1, await writer.save());
    }
  });
  await checkpoint.clear();
  return { power, resumed: saved !== undefined };
}
