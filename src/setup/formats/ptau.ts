/// <reference lib="esnext.disposable" preserve="true" />
/**
 * snarkjs's .ptau, version 1 [snarkjs 0.7.6, `src/powersoftau_new.js`, `src/powersoftau_utils.js`], for power p, n = 2^p:
 *
 * | section | |
 * | --- | --- |
 * | 1 | `u32 32 ‖ prime of the coordinates ‖ u32 power ‖ u32 power of the ceremony` |
 * | 2, 3 | [τ^i]₁, i < 2n − 1; [τ^i]₂, i < n |
 * | 4, 5, 6 | [α τ^i]₁, [β τ^i]₁, i < n; [β]₂ |
 * | 7 | contributions |
 * | 12 to 15 | when prepared: the Lagrange bases of 2, 3, 4, 5 for the domains of 1, 2, 4, …, n, one after another (12: also 2n) |
 *
 * A domain that was not prepared is all zeros there: `psephos setup ptau prepare` fills the sizes that a circuit needs.
 */
import { BASE_FIELD_ORDER } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { readWord, viewOf, writeWord } from "../../groth16/index.js";
import { type Group, POINT_BYTES } from "../vectors/vectors.js";
import { BinaryFile } from "./binary-file.js";
import { memorySource } from "./binary-source.js";

export const PTAU_SECTIONS = [1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15];
const HEADER_BYTES = 44;
/** snarkjs's limit: r − 1 has 28 factors of two. */
export const MAX_POWER = 28;

/** The four vectors of powers, their sections plain and prepared. */
export const POWERS = {
  tauG1: { plain: 2, prepared: 12, group: "g1", what: "[tau^i] in G1" },
  tauG2: { plain: 3, prepared: 13, group: "g2", what: "[tau^i] in G2" },
  alphaTauG1: { plain: 4, prepared: 14, group: "g1", what: "[alpha tau^i] in G1" },
  betaTauG1: { plain: 5, prepared: 15, group: "g1", what: "[beta tau^i] in G1" },
} as const satisfies Record<string, { plain: number; prepared: number; group: Group; what: string }>;
export type PowersName = keyof typeof POWERS;

/** How many points a vector has at a power. */
export const powersCount = (name: PowersName, power: number): number =>
  name === "tauG1" ? 2 * 2 ** power - 1 : 2 ** power;

/** How many points its prepared section has: 1 + 2 + … + 2^power (and 2^(power + 1) for [τ^i]₁). */
export const preparedCount = (name: PowersName, power: number): number =>
  2 ** (name === "tauG1" ? power + 2 : power + 1) - 1;

/** Section 1. */
export function formatPtauHeader(power: number, ceremonyPower: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, 32, true);
  writeWord(view, 4, BASE_FIELD_ORDER);
  view.setUint32(36, power, true);
  view.setUint32(40, ceremonyPower, true);
  return bytes;
}

/** A powers-of-tau file open for reading. Its sizes are checked; its contents are not. */
export class PtauFile implements AsyncDisposable {
  readonly file: BinaryFile;
  readonly power: number;
  readonly ceremonyPower: number;
  /** Whether it has sections 12 to 15. */
  readonly prepared: boolean;

  private constructor(file: BinaryFile, power: number, ceremonyPower: number, prepared: boolean) {
    this.file = file;
    this.power = power;
    this.ceremonyPower = ceremonyPower;
    this.prepared = prepared;
  }

  /**
   * @throws PsephosError as `BinaryFile.open`; `setup/ptau-curve`, `setup/ptau-size`
   */
  static async open(path: string): Promise<PtauFile> {
    return PtauFile.#of(await BinaryFile.open(path, "ptau", 1, PTAU_SECTIONS));
  }

  /** As `open`, of a whole file in memory. */
  static async over(bytes: Uint8Array): Promise<PtauFile> {
    return PtauFile.#of(await BinaryFile.over(memorySource(bytes, "ptau"), "ptau", 1, PTAU_SECTIONS));
  }

  static async #of(file: BinaryFile): Promise<PtauFile> {
    try {
      return await PtauFile.#read(file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  static async #read(file: BinaryFile): Promise<PtauFile> {
    const header = await file.read(1);
    const view = viewOf(header);
    ensure(
      header.length === HEADER_BYTES &&
        view.getUint32(0, true) === 32 &&
        readWord(view, 4) === BASE_FIELD_ORDER,
      "setup/ptau-curve",
      "the .ptau is not over BN254",
    );
    const [power, ceremonyPower] = [view.getUint32(36, true), view.getUint32(40, true)];
    ensure(
      power >= 1 && power <= ceremonyPower && ceremonyPower <= MAX_POWER,
      "setup/ptau-size",
      `the .ptau says that it has power ${power} of ${ceremonyPower}`,
    );
    const names = Object.keys(POWERS) as PowersName[];
    const prepared = names.some((name) => file.has(POWERS[name].prepared));
    const expect = (id: number, length: number): void =>
      ensure(
        file.length(id) === length,
        "setup/ptau-size",
        `section ${id} of the .ptau must have ${length} bytes at power ${power}, not ${file.length(id)}`,
      );
    for (const name of names) {
      const { plain, prepared: basis, group } = POWERS[name];
      expect(plain, powersCount(name, power) * POINT_BYTES[group]);
      if (!prepared) continue;
      const whole = preparedCount(name, power) * POINT_BYTES[group];
      // snarkjs's truncated files have the basis of one size more at [tau^i] in G1 than those it prepares.
      ensure(file.length(basis) >= whole, "setup/ptau-size", `section ${basis} of the .ptau is too short`);
    }
    expect(6, POINT_BYTES.g2);
    return new PtauFile(file, power, ceremonyPower, prepared);
  }

  /** Points `from` … `from + count − 1` of a vector of powers. */
  read(name: PowersName, from: number, count: number): Promise<Uint8Array> {
    const size = POINT_BYTES[POWERS[name].group];
    return this.file.read(POWERS[name].plain, from * size, count * size);
  }

  /** [β]₂ */
  betaG2(): Promise<Uint8Array> {
    return this.file.read(6);
  }

  /**
   * The prepared Lagrange basis of the domain of size 2^log.
   * @throws PsephosError `setup/ptau-not-prepared`
   */
  async basis(name: PowersName, log: number): Promise<Uint8Array> {
    const size = POINT_BYTES[POWERS[name].group];
    const hint = "Prepare it for this circuit with `psephos setup ptau prepare`.";
    ensure(this.prepared, "setup/ptau-not-prepared", "the .ptau is not prepared for phase 2", hint);
    const points = await this.file.read(POWERS[name].prepared, (2 ** log - 1) * size, 2 ** log * size);
    ensure(
      points.some((byte) => byte !== 0),
      "setup/ptau-not-prepared",
      `the .ptau is not prepared for a domain of 2^${log}`,
      hint,
    );
    return points;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
