/** An election's picture: bytes that every browser shows, and no larger than a phone likes. */
import { toHex } from "../../src/bytes/index.js";
import { ensure } from "../../src/errors/index.js";
import type {} from "./codes.js";
import type { DraftImage } from "./draft.js";

export const MOST_IMAGE_BYTES = 2 ** 19;

const KINDS: readonly { readonly type: string; readonly begins: RegExp }[] = [
  { type: "image/png", begins: /^0x89504e470d0a1a0a/ },
  { type: "image/jpeg", begins: /^0xffd8ff/ },
  { type: "image/webp", begins: /^0x52494646.{8}57454250/ },
];

/** The media type by the first bytes; undefined for another file. */
export function imageType(bytes: Uint8Array): string | undefined {
  const head = toHex(bytes.subarray(0, 12));
  return KINDS.find(({ begins }) => begins.test(head))?.type;
}

/** @throws PsephosError `organise/image`: too large, or not PNG, JPEG or WebP */
export function checkImage(bytes: Uint8Array): void {
  ensure(
    bytes.length <= MOST_IMAGE_BYTES,
    "organise/image",
    `the picture has more than ${MOST_IMAGE_BYTES} bytes`,
  );
  ensure(imageType(bytes), "organise/image", "the picture is not PNG, JPEG or WebP");
}

export const imageBytes = ({ base64 }: DraftImage): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export const toBase64 = (bytes: Uint8Array): string => {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
};
