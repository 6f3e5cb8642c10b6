/** Bytes as callers hand them over, and what stands in place of a file where a server or a checkout does not have it. */
import { Refusal } from "../../errors/index.js";

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/**
 * The bytes of a Uint8Array or an ArrayBuffer, not copied, also of another realm (tests in jsdom, frames); nothing for
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
 * Refuses an empty file, a page and a Git LFS pointer. No file of this room begins as these do.
 * @param name what the file should be, as the message begins: "the proving key"
 * @throws PsephosError `groth16/file-empty`, `groth16/file-html`, `groth16/file-lfs-pointer`
 */
export function refuseStandIn(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0)
    throw new Refusal("groth16/file-empty", `${name} is empty`, {
      hint: "Was it downloaded or written to its end?",
    });
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 64)).replace(/^ï»¿/, "").trimStart();
  if (start.startsWith("<"))
    throw new Refusal("groth16/file-html", `${name} is an HTML or XML page`, {
      hint: "Servers answer with a page where they have no such file: is the address right, and is the file deployed?",
    });
  if (start.startsWith("version https://git-lfs"))
    throw new Refusal("groth16/file-lfs-pointer", `${name} is a Git LFS pointer, not the file itself`, {
      hint: "Fetch the file: git lfs pull.",
    });
}
