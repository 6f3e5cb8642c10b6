/** Small ceremonies for tests: files in a folder that is removed, and the engine's threads. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closePtau, contributeToPtau } from "../../../src/setup/ptau/contribute.js";
import { startPtau } from "../../../src/setup/ptau/new.js";
import { preparePtau } from "../../../src/setup/ptau/prepare.js";
import { PointVectors } from "../../../src/setup/vectors/vectors.js";
import type { CircuitShape, Row } from "./random-circuit.js";

export const BEACON = { hash: new Uint8Array(32).fill(0xb1), iterationsExponent: 10 };

export interface Workshop {
  readonly vectors: PointVectors;
  path(name: string): string;
  read(name: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), "psephos-setup-"));
  const vectors = await PointVectors.open(1);
  const path = (name: string): string => join(folder, name);
  return {
    vectors,
    path,
    read: async (name) => new Uint8Array(await readFile(path(name))),
    close: async () => {
      await vectors.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Powers of tau of one contributor and a beacon, prepared: `<name>.ptau`; before that `<name>-0.ptau` to `-2.ptau`. */
export async function smallPowers(
  { vectors, path }: Workshop,
  name: string,
  power: number,
  sizes: "one" | "all",
): Promise<string> {
  const at = (step: number): string => path(`${name}-${step}.ptau`);
  await startPtau({ power, to: at(0) });
  await contributeToPtau({ from: at(0), to: at(1), name: "first" }, vectors);
  await closePtau({ from: at(1), to: at(2), name: "beacon", beacon: BEACON }, vectors);
  await preparePtau({ from: at(2), to: path(`${name}.ptau`), sizes }, vectors);
  return path(`${name}.ptau`);
}

/** x ↦ x^(2^steps), each square a constraint; wires: 1, the output, the input, the squares between. */
export function squares(steps: number): CircuitShape & { readonly witness: readonly bigint[] } {
  const wire = (i: number): number => (i === 0 ? 2 : i === steps ? 1 : i + 2);
  const single = (i: number): Row => [[wire(i), 1n]];
  const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
  const witness = [1n, 0n, 3n];
  for (let i = 1; i <= steps; i++) witness[wire(i)] = (witness[wire(i - 1)]! * witness[wire(i - 1)]!) % r;
  return {
    nOutputs: 1,
    nPublicInputs: 0,
    nPrivateInputs: 1,
    nWires: steps + 2,
    constraints: Array.from({ length: steps }, (_, i) => [single(i), single(i), single(i + 1)] as const),
    witness,
  };
}
