/** Writes section 10 of a .zkey: the circuit's hash, then each contribution to delta. The groth16 room reads it. */
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { viewOf, type ZkeyContribution, type ZkeyContributions } from "../../groth16/index.js";

/** What one byte counts. snarkjs cuts names at 64 characters, which may be more bytes. */
const MAX_PARAMETER = 255;

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

/** Kind, length, bytes. */
function parameter(kind: number, bytes: Uint8Array): Uint8Array {
  ensure(bytes.length <= MAX_PARAMETER, "setup/contribution-parameter", "a name or beacon is over 255 bytes");
  return Uint8Array.of(kind, bytes.length, ...bytes);
}

function formatContribution(contribution: ZkeyContribution): Uint8Array {
  const { deltaAfter, g1S, g1SX, g2SpX, transcript, name, beacon } = contribution;
  const parameters = concatBytes(
    name === undefined ? new Uint8Array(0) : parameter(1, utf8ToBytes(name)),
    ...(beacon ? [Uint8Array.of(2, beacon.iterationsExponent), parameter(3, beacon.hash)] : []),
  );
  const type = u32(beacon ? 1 : 0);
  return concatBytes(deltaAfter, g1S, g1SX, g2SpX, transcript, type, u32(parameters.length), parameters);
}

/**
 * Section 10 of a .zkey.
 * @throws PsephosError `setup/contribution-parameter` for a name or a beacon's hash of more than 255 bytes
 */
export function formatContributions({ circuitHash, contributions }: ZkeyContributions): Uint8Array {
  return concatBytes(circuitHash, u32(contributions.length), ...contributions.map(formatContribution));
}
