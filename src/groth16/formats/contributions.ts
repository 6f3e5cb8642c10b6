/**
 * Section 10 of a .zkey: the hash of the circuit and its first key, then the changes of δ and their authors
 * [snarkjs 0.7.6, `src/zkey_utils.js`]:
 * `64 bytes hash ‖ u32 n`, then n times
 * `G1 δ after ‖ G1 s ‖ G1 s·x ‖ G2 s'·x ‖ 64 bytes transcript ‖ who made it` (`RecordReader.contributor`).
 */
import { ensure, PsephosError } from "../../errors/index.js";
import { DEVELOPMENT_CONTRIBUTION } from "../key-kind.js";
import { type Contributor, type RecordFile, RecordReader } from "./record-reader.js";
import { G1_BYTES, G2_BYTES, type Zkey } from "./zkey.js";

/** One change of δ. Points are affine, in Montgomery form; the only check is that they are canonical. */
export interface ZkeyContribution extends Contributor {
  readonly deltaAfter: Uint8Array;
  readonly g1S: Uint8Array;
  readonly g1SX: Uint8Array;
  readonly g2SpX: Uint8Array;
  readonly transcript: Uint8Array;
}

/** Section 10, read. */
export interface ZkeyContributions {
  readonly circuitHash: Uint8Array;
  readonly contributions: readonly ZkeyContribution[];
}

const FILE: RecordFile = {
  extension: ".zkey",
  code: "groth16/zkey-contributions",
  pointCode: "groth16/non-canonical-coordinate",
};
const HASH = 64;

function readContribution(reader: RecordReader): ZkeyContribution {
  const points = {
    deltaAfter: reader.point(G1_BYTES),
    g1S: reader.point(G1_BYTES),
    g1SX: reader.point(G1_BYTES),
    g2SpX: reader.point(G2_BYTES),
  };
  const transcript = reader.take(HASH);
  return { ...points, transcript, ...reader.contributor() };
}

/**
 * Whether a .zkey says that it is a development key. The answer is no if the record of contributions cannot be read.
 * Proving does not need the record.
 */
export function isDevelopmentKey({ contributions: section }: Zkey): boolean {
  try {
    return parseContributions(section).contributions.some(({ name }) => name === DEVELOPMENT_CONTRIBUTION);
  } catch (error) {
    if (error instanceof PsephosError) return false;
    throw error;
  }
}

/**
 * Reads section 10 of a .zkey (`Zkey.contributions`). It does not check that the changes are honest.
 * @throws PsephosError `groth16/zkey-contributions`, `groth16/non-canonical-coordinate`
 */
export function parseContributions(section: Uint8Array): ZkeyContributions {
  const reader = new RecordReader(section, FILE);
  const circuitHash = reader.take(HASH);
  const contributions: ZkeyContribution[] = [];
  for (let left = reader.u32(); left > 0; left--) contributions.push(readContribution(reader));
  ensure(reader.done, FILE.code, "the .zkey has bytes after its last contribution");
  return { circuitHash, contributions };
}
