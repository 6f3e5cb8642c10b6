/** Reads the bytes that callers give, and detects what servers and checkouts give in place of a missing file. */
import { Refusal } from "../../errors/index.js";

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/**
 * The bytes of a Uint8Array or an ArrayBuffer, not copied, also of another realm (tests in jsdom, frames); undefined for
 * anything else.
 */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (tagOf(value) === "Uint8Array") {
    const { buffer, byteOffset, byteLength } = value as Uint8Array;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const buffer = tagOf(value) === "ArrayBuffer" || tagOf(value) === "SharedArrayBuffer";
  return buffer ? new Uint8Array(value as ArrayBuffer) : undefined;
}

/**
 * Refuses an empty file, a page and a Git LFS pointer. No file format of this room begins like these.
 * @param name what the file should be, for the beginning of the message: "the proving key"
 * @throws PsephosError `groth16/file-empty`, `groth16/file-html`, `groth16/file-lfs-pointer`
 */
export function refuseStandIn(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0)
    throw new Refusal("groth16/file-empty", `${name} is empty`, {
      hint: "Check that it was downloaded or written completely.",
    });
  const start = String.fromCharCode(...bytes.subarray(0, 64))
    .replace(/^ï»¿/, "")
    .trimStart();
  if (start.startsWith("<"))
    throw new Refusal("groth16/file-html", `${name} is an HTML or XML page`, {
      hint: "Servers answer with a page if they do not have the file: check the address, and that the file is deployed.",
    });
  if (start.startsWith("version https://git-lfs"))
    throw new Refusal("groth16/file-lfs-pointer", `${name} is a Git LFS pointer, not the file itself`, {
      hint: "Fetch the file: git lfs pull.",
    });
}
