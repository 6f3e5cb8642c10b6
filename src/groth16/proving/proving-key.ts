/**
 * A proving key in the prover's form, from either kind of file: points without those at infinity, and the rows of the
 * circuit's matrices in the kernel's compact form.
 */
import { prepareRows, type Rows } from "../../engine/index.js";
import { type CompactKey, isCompactKey, parseCompactKey } from "../formats/compact-key.js";
import { isDevelopmentKey } from "../formats/contributions.js";
import {
  G1_BYTES,
  G2_BYTES,
  isForgeableKey,
  parseZkey,
  type Zkey,
  type ZkeyHeader,
} from "../formats/zkey.js";
import {
  DEVELOPMENT_KEY_KIND,
  FORGEABLE_KEY_KIND,
  type ShownKeyKind,
  UNKNOWN_KEY_KIND,
} from "../key-kind.js";
import { finitePoints, gather } from "./compact.js";
import { bySection, type Section } from "./schedule.js";

/** Points of one section, in the form of a .zkey. */
export interface SectionPoints {
  readonly count: number;
  /** The wire that each point is multiplied with; for H, the index of its scalar. */
  readonly wires: Uint32Array;
  /** The points from the first index up to, not including, the second: 64 bytes each, 128 for B₂. */
  read(from: number, to: number): Uint8Array;
}

export type HeaderPoint = "alpha1" | "beta1" | "beta2" | "delta1" | "delta2";

export interface ProvingKey extends Readonly<Record<HeaderPoint, Uint8Array>> {
  readonly kind: ShownKeyKind;
  readonly nVars: number;
  readonly nPublic: number;
  readonly domainSize: number;
  readonly rows: Rows;
  /** Whether the indices of `rows` come from a file and are not checked yet. */
  readonly rowsUnchecked: boolean;
  readonly sections: Readonly<Record<Section, SectionPoints>>;
}

/** The bytes of a section's points in the files. */
export const fileSize = (section: Section): number => (section === "b2" ? G2_BYTES : G1_BYTES);

/** The wire of a section's first place: the section of the private wires omits the public ones. */
const firstWire = (section: Section, nPublic: number): number => (section === "c" ? nPublic + 1 : 0);

function sectionOfZkey(zkey: Zkey, section: Section): SectionPoints {
  const size = fileSize(section);
  const kept = finitePoints(zkey[section], size);
  const first = firstWire(section, zkey.nPublic);
  return {
    count: kept.length,
    wires: kept.map((place) => first + place),
    read: (from, to) => gather(zkey[section], size, kept.subarray(from, to)),
  };
}

function sectionOfCompactKey(key: CompactKey, section: Section): SectionPoints {
  const size = fileSize(section);
  const { points, places } = key.sections[section];
  const first = firstWire(section, key.nPublic);
  return {
    count: places.length,
    wires: places.map((place) => first + place),
    read: (from, to) => points.subarray(from * size, to * size),
  };
}

function kindOf(header: ZkeyHeader, development: boolean): ShownKeyKind {
  if (isForgeableKey(header)) return FORGEABLE_KEY_KIND;
  return development ? DEVELOPMENT_KEY_KIND : UNKNOWN_KEY_KIND;
}

/** A .zkey's key. */
export function fromZkey(zkey: Zkey): ProvingKey {
  const { coefficients, domainSize, nVars, nPublic, alpha1, beta1, beta2, delta1, delta2 } = zkey;
  return {
    kind: kindOf(zkey, isDevelopmentKey(zkey)),
    ...{ nVars, nPublic, domainSize, alpha1, beta1, beta2, delta1, delta2 },
    rows: prepareRows(coefficients, { domainSize, wires: nVars }),
    rowsUnchecked: false,
    sections: bySection((section) => sectionOfZkey(zkey, section)),
  };
}

/**
 * Reads a proving key: snarkjs's .zkey, or the compact form made from one.
 * @throws PsephosError as `parseZkey` and `parseCompactKey`
 */
export function parseProvingKey(bytes: Uint8Array): ProvingKey {
  if (!isCompactKey(bytes)) return fromZkey(parseZkey(bytes));
  const key = parseCompactKey(bytes);
  return {
    ...key,
    kind: kindOf(key, key.development),
    rowsUnchecked: true,
    sections: bySection((section) => sectionOfCompactKey(key, section)),
  };
}
