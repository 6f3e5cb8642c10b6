// The header section of an .r1cs file (iden3 binary format, version 1, little-endian throughout).
import { ensure } from "../../src/errors/index.js";

const HEADER_SECTION = 1;

export interface R1csHeader {
  readonly constraints: number;
  /** Outputs and public inputs, without the constant 1. */
  readonly publicSignals: number;
  readonly wires: number;
}

/** @throws PsephosError `build/r1cs` unless the bytes are an .r1cs file with a header. */
export function readR1csHeader(bytes: Uint8Array): R1csHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 12 ? String.fromCharCode(...bytes.subarray(0, 4)) : "";
  ensure(magic === "r1cs" && view.getUint32(4, true) === 1, "build/r1cs", "not an .r1cs file of version 1");
  const sections = view.getUint32(8, true);
  for (let section = 0, at = 12; section < sections && at + 12 <= bytes.length; section++) {
    const length = Number(view.getBigUint64(at + 4, true));
    if (view.getUint32(at, true) !== HEADER_SECTION) {
      at += 12 + length;
      continue;
    }
    // Field size n and prime (4 + n bytes), wires, public outputs, public inputs, private inputs (4 each),
    // labels (8), constraints (4).
    const fields = at + 12 + 4 + view.getUint32(at + 12, true);
    ensure(fields + 28 <= bytes.length, "build/r1cs", "the .r1cs file is cut short");
    return {
      wires: view.getUint32(fields, true),
      publicSignals: view.getUint32(fields + 4, true) + view.getUint32(fields + 8, true),
      constraints: view.getUint32(fields + 24, true),
    };
  }
  ensure(false, "build/r1cs", "the .r1cs file has no header");
}
