/**
 * The container of iden3's binary files (.zkey, .wtns): a magic of four letters, `u32` version, `u32` number
 * of sections, then each section as `u32 id ‖ u64 length ‖ body`. Integers are little-endian.
 */
import { ensure, Refusal } from "../../errors/index.js";
import { asBytes, refuseStandIn } from "./content.js";

/** The bodies of a file's sections by id: views, not copies; plain arrays even for a Buffer, because the `slice` of a Buffer does not copy. */
export type Sections = ReadonlyMap<number, Uint8Array>;

const FILE_HEADER = 12;
const SECTION_HEADER = 12;

/** A view of the same bytes, for reading and writing numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Splits a file into its sections. Every byte belongs to exactly one section, and no id occurs twice.
 * @param magic four ASCII letters, which are also the file's extension.
 * @param version the only supported version.
 * @param known the allowed ids.
 * @throws PsephosError `groth16/source-shape`, `groth16/file-empty`, `groth16/file-html`, `groth16/file-lfs-pointer`, `groth16/file-magic`, `groth16/file-version`, `groth16/file-truncated`,
 *   `groth16/file-unknown-section`, `groth16/file-duplicate-section`, `groth16/file-trailing-bytes`
 */
export function readSections(
  file: Uint8Array,
  magic: string,
  version: number,
  known: readonly number[],
): Sections {
  const bytes = asBytes(file);
  ensure(
    bytes !== undefined,
    "groth16/source-shape",
    `the .${magic} file is not given as bytes`,
    "Give a Uint8Array.",
  );
  refuseStandIn(bytes, `the .${magic} file`);
  ensure(
    bytes.length >= 4 && [...magic].every((letter, i) => bytes[i] === letter.charCodeAt(0)),
    "groth16/file-magic",
    `this is not a .${magic} file`,
  );
  ensure(bytes.length >= FILE_HEADER, "groth16/file-truncated", `the .${magic} file ends in its header`);
  const view = viewOf(bytes);
  const found = view.getUint32(4, true);
  ensure(
    found === version,
    "groth16/file-version",
    `this .${magic} file has version ${found}, not ${version}`,
  );

  const sections = new Map<number, Uint8Array>();
  let at = FILE_HEADER;
  for (let left = view.getUint32(8, true); left > 0; left--) {
    ensure(at + SECTION_HEADER <= bytes.length, "groth16/file-truncated", `the .${magic} file ends early`);
    const id = view.getUint32(at, true);
    const length = view.getBigUint64(at + 4, true);
    at += SECTION_HEADER;
    ensure(known.includes(id), "groth16/file-unknown-section", `a .${magic} file has no section ${id}`);
    ensure(
      !sections.has(id),
      "groth16/file-duplicate-section",
      `section ${id} of the .${magic} file appears twice`,
    );
    ensure(
      length <= BigInt(bytes.length - at),
      "groth16/file-truncated",
      `section ${id} of the .${magic} file ends early`,
    );
    sections.set(id, new Uint8Array(bytes.buffer, bytes.byteOffset + at, Number(length)));
    at += Number(length);
  }
  ensure(
    at === bytes.length,
    "groth16/file-trailing-bytes",
    `the .${magic} file has ${bytes.length - at} bytes after its last section`,
  );
  return sections;
}

/**
 * The section with that id.
 * @throws PsephosError `groth16/file-missing-section`
 */
export function requireSection(sections: Sections, id: number, what: string): Uint8Array {
  const body = sections.get(id);
  if (body === undefined) {
    throw new Refusal("groth16/file-missing-section", `section ${id} (${what}) is missing`);
  }
  return body;
}

/** Writes a file of these sections, in this order. */
export function writeSections(
  magic: string,
  version: number,
  sections: readonly (readonly [id: number, body: Uint8Array])[],
): Uint8Array {
  const size = sections.reduce((sum, [, body]) => sum + SECTION_HEADER + body.length, FILE_HEADER);
  const bytes = new Uint8Array(size);
  const view = viewOf(bytes);
  bytes.set([...magic].map((letter) => letter.charCodeAt(0)));
  view.setUint32(4, version, true);
  view.setUint32(8, sections.length, true);
  let at = FILE_HEADER;
  for (const [id, body] of sections) {
    view.setUint32(at, id, true);
    view.setBigUint64(at + 4, BigInt(body.length), true);
    bytes.set(body, at + SECTION_HEADER);
    at += SECTION_HEADER + body.length;
  }
  return bytes;
}
