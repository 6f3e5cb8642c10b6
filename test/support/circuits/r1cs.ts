// A constraint system read from an .r1cs file (iden3 binary format, version 1) and checked the plain way:
// ⟨A, w⟩ · ⟨B, w⟩ = ⟨C, w⟩ mod r for each constraint, in BigInt.
import assert from "node:assert/strict";

/** The BN254 scalar field order. */
export const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Σ coefficient · witness[wire], coefficients from −r/2 to r/2: −1 is small. */
export type Combination = readonly (readonly [wire: number, coefficient: bigint])[];
export type Constraint = readonly [a: Combination, b: Combination, c: Combination];

export interface R1cs {
  readonly wires: number;
  readonly constraints: readonly Constraint[];
}

export const mod = (value: bigint): bigint => ((value % R) + R) % R;

export function readR1cs(bytes: Buffer): R1cs {
  assert.equal(bytes.toString("latin1", 0, 4), "r1cs");
  const sections = new Map<number, number>();
  for (let i = 0, at = 12; i < bytes.readUInt32LE(8); i++) {
    sections.set(bytes.readUInt32LE(at), at + 12);
    at += 12 + Number(bytes.readBigUInt64LE(at + 4));
  }
  const header = sections.get(1)!;
  assert.equal(bytes.readUInt32LE(header), 32);
  assert.equal(element(bytes, header + 4), R);

  let at = sections.get(2)!;
  const combination = (): Combination => {
    const terms = Array.from({ length: bytes.readUInt32LE(at) }, (_, i) => {
      const term = at + 4 + 36 * i;
      const coefficient = element(bytes, term + 4);
      return [bytes.readUInt32LE(term), coefficient > R / 2n ? coefficient - R : coefficient] as const;
    });
    at += 4 + 36 * terms.length;
    return terms;
  };
  const constraints = Array.from(
    { length: bytes.readUInt32LE(header + 60) },
    (): Constraint => [combination(), combination(), combination()],
  );
  return { wires: bytes.readUInt32LE(header + 36), constraints };
}

function element(bytes: Buffer, at: number): bigint {
  let value = 0n;
  for (let limb = 3; limb >= 0; limb--) value = (value << 64n) | bytes.readBigUInt64LE(at + 8 * limb);
  return value;
}

/** In `(−r, r)`. */
export function evaluate(combination: Combination, witness: readonly bigint[]): bigint {
  let sum = 0n;
  for (let i = 0; i < combination.length; i++) {
    const term = combination[i]!;
    const value = witness[term[0]]!;
    sum += term[1] === 1n ? value : term[1] * value;
  }
  return sum % R;
}

export const holds = ([a, b, c]: Constraint, witness: readonly bigint[]): boolean =>
  (evaluate(a, witness) * evaluate(b, witness) - evaluate(c, witness)) % R === 0n;

/** The constraints that the witness breaks; none if it satisfies the system. */
export function broken({ wires, constraints }: R1cs, witness: readonly bigint[]): Constraint[] {
  assert.equal(witness.length, wires);
  assert.equal(witness[0], 1n);
  return constraints.filter((constraint) => !holds(constraint, witness));
}

/** The wires that a constraint mentions. */
export const wiresOf = (constraint: Constraint): number[] => [
  ...new Set(constraint.flatMap((combination) => combination.map(([wire]) => wire))),
];
