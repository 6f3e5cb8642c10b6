/**
 * The container of iden3's binary files (.r1cs, .zkey, .ptau): a 4-byte magic, a version, the number of
 * sections, then each section as `u32 id ‖ u64 length ‖ body`. Integers are little-endian.
 */
import { ensure, PsephosError } from "../../errors.js";

/** The bodies of a file's sections, by id. */
export type Sections = ReadonlyMap<number, Uint8Array>;

const HEADER_BYTES = 12;
const SECTION_HEADER_BYTES = 12;

/** A view of the same bytes for reading numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a file whose first bytes are not the magic expected is said to be. */
function describeStart(bytes: Uint8Array): string {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 64)).trimStart().toLowerCase();
  return start.startsWith("<!doctype") || start.startsWith("<html") ? "an HTML page" : "another kind of file";
}

/**
 * Splits a file into its sections, without copying: every byte belongs to exactly one section, no id
 * stands twice.
 * @param magic the four ASCII letters the file begins with; @param version the one version accepted.
 * @throws PsephosError `setup/file-magic`, `setup/file-version`, `setup/file-truncated`,
 *   `setup/file-duplicate-section`, `setup/file-trailing-bytes`
 */
export function readSections(bytes: Uint8Array, magic: string, version: number): Sections {
  ensure(
    bytes.length >= 4 && [...magic].every((letter, i) => bytes[i] === letter.charCodeAt(0)),
    "setup/file-magic",
    () => `not a .${magic} file but ${describeStart(bytes)}`,
  );
  ensure(bytes.length >= HEADER_BYTES, "setup/file-truncated", `the .${magic} file ends in its header`);
  const view = viewOf(bytes);
  const found = view.getUint32(4, true);
  ensure(found === version, "setup/file-version", `version ${found} of .${magic}, where ${version} is known`);

  const sections = new Map<number, Uint8Array>();
  let at = HEADER_BYTES;
  for (let count = view.getUint32(8, true); count > 0; count--) {
    ensure(
      at + SECTION_HEADER_BYTES <= bytes.length,
      "setup/file-truncated",
      `the .${magic} file ends early`,
    );
    const id = view.getUint32(at, true);
    const length = view.getBigUint64(at + 4, true);
    at += SECTION_HEADER_BYTES;
    ensure(
      length <= BigInt(bytes.length - at),
      "setup/file-truncated",
      `section ${id} of .${magic} ends early`,
    );
    ensure(!sections.has(id), "setup/file-duplicate-section", `section ${id} of .${magic} stands twice`);
    sections.set(id, bytes.subarray(at, at + Number(length)));
    at += Number(length);
  }
  ensure(at === bytes.length, "setup/file-trailing-bytes", `the .${magic} file has bytes after its sections`);
  return sections;
}

/**
 * The section of that id.
 * @throws PsephosError `setup/file-missing-section`
 */
export function requireSection(sections: Sections, id: number, what: string): Uint8Array {
  const body = sections.get(id);
  if (!body) throw new PsephosError("setup/file-missing-section", `section ${id} (${what}) is missing`);
  return body;
}

/** A file of these sections, in this order. A body may be given in parts. */
export function writeSections(
  magic: string,
  version: number,
  sections: readonly (readonly [id: number, ...parts: Uint8Array[]])[],
): Uint8Array {
  const lengths = sections.map(([, ...parts]) => parts.reduce((sum, part) => sum + part.length, 0));
  const bytes = new Uint8Array(
    lengths.reduce((sum, length) => sum + SECTION_HEADER_BYTES + length, HEADER_BYTES),
  );
  const view = viewOf(bytes);
  bytes.set([...magic].map((letter) => letter.charCodeAt(0)));
  view.setUint32(4, version, true);
  view.setUint32(8, sections.length, true);
  let at = HEADER_BYTES;
  sections.forEach(([id, ...parts], i) => {
    view.setUint32(at, id, true);
    view.setBigUint64(at + 4, BigInt(lengths[i]!), true);
    at += SECTION_HEADER_BYTES;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
  });
  return bytes;
}

/** The unsigned 256-bit integer in 32 little-endian bytes at `at`. */
export function readLE32(view: DataView, at: number): bigint {
  return (
    view.getBigUint64(at, true) |
    (view.getBigUint64(at + 8, true) << 64n) |
    (view.getBigUint64(at + 16, true) << 128n) |
    (view.getBigUint64(at + 24, true) << 192n)
  );
}

/** Writes an unsigned 256-bit integer as 32 little-endian bytes at `at`. */
export function writeLE32(view: DataView, at: number, value: bigint): void {
  // setBigUint64 keeps the low 64 bits of what it is given.
  view.setBigUint64(at, value, true);
  view.setBigUint64(at + 8, value >> 64n, true);
  view.setBigUint64(at + 16, value >> 128n, true);
  view.setBigUint64(at + 24, value >> 192n, true);
}
