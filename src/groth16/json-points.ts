/**
 * Points in snarkjs's JSON: decimal strings in projective form with z = 1, so G1 is ["x", "y", "1"] and G2
 * is [["x0", "x1"], ["y0", "y1"], ["1", "0"]], real part first.
 */
import { BASE_FIELD_ORDER } from "../bytes/index.js";
import { ensure, Refusal, type RefusedCode } from "../errors/index.js";
import type { Fp2, G1Point, G2Point } from "./points.js";

/** ["x", "y", "1"] */
export type G1Json = readonly [string, string, string];
/** [["x0", "x1"], ["y0", "y1"], ["1", "0"]] */
export type G2Json = readonly [
  readonly [string, string],
  readonly [string, string],
  readonly [string, string],
];

const DECIMAL = /^(?:0|[1-9][0-9]{0,76})$/;

/**
 * Returns a coordinate if it is below p.
 * @throws PsephosError `groth16/non-canonical-coordinate`
 */
export function assertCoordinate(value: bigint, name: string): bigint {
  ensure(
    value >= 0n && value < BASE_FIELD_ORDER,
    "groth16/non-canonical-coordinate",
    `${name} is not below the order of the base field`,
  );
  return value;
}

function coordinate(value: unknown, name: string): bigint {
  ensure(
    typeof value === "string" && DECIMAL.test(value),
    "groth16/non-canonical-coordinate",
    `${name} is not a canonical decimal string`,
  );
  return assertCoordinate(BigInt(value), name);
}

function list(value: unknown, length: number, shapeCode: RefusedCode, name: string): readonly unknown[] {
  ensure(Array.isArray(value) && value.length === length, shapeCode, `${name} is not a list of ${length}`);
  return Array.from(value);
}

function pair(value: unknown, shapeCode: RefusedCode, name: string): Fp2 {
  const [c0, c1] = list(value, 2, shapeCode, name);
  return [coordinate(c0, `${name}[0]`), coordinate(c1, `${name}[1]`)];
}

function refuseInfinity(z: readonly bigint[], shapeCode: RefusedCode, name: string): void {
  if (z.every((c) => c === 0n)) {
    throw new Refusal("groth16/point-at-infinity", `${name} is the point at infinity`);
  }
  ensure(
    z[0] === 1n && z.slice(1).every((c) => c === 0n),
    shapeCode,
    `${name} is not affine: its z is not 1`,
  );
}

/**
 * Reads coordinates of a point of G1: canonical, not infinity, but not yet known to be on the curve.
 * @param shapeCode the error code for a value without the form of a point.
 */
export function g1Coordinates(value: unknown, shapeCode: RefusedCode, name: string): G1Point {
  const [x, y, z] = list(value, 3, shapeCode, name).map((c, i) => coordinate(c, `${name}[${i}]`));
  refuseInfinity([z!], shapeCode, name);
  return { x: x!, y: y! };
}

/** Reads coordinates of a point of G2: canonical, not infinity, but not yet known to be in the group. */
export function g2Coordinates(value: unknown, shapeCode: RefusedCode, name: string): G2Point {
  const [x, y, z] = list(value, 3, shapeCode, name).map((c, i) => pair(c, shapeCode, `${name}[${i}]`));
  refuseInfinity(z!, shapeCode, name);
  return { x: x!, y: y! };
}

/** Writes a point of G1. */
export function g1ToJson({ x, y }: G1Point): G1Json {
  return [`${x}`, `${y}`, "1"];
}

/** Writes a point of G2. */
export function g2ToJson({ x, y }: G2Point): G2Json {
  return [
    [`${x[0]}`, `${x[1]}`],
    [`${y[0]}`, `${y[1]}`],
    ["1", "0"],
  ];
}
