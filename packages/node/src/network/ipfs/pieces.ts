/** A file's bytes, piece by piece, with its length and its SHA3-256. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Failure } from "psephos";

const PIECE = 2 ** 20;

export interface LookedAt {
  /** @throws PsephosError `network/file` */
  pieces(): AsyncGenerator<Uint8Array>;
  /** So far. */
  readonly bytes: number;
  /** After the last piece, once: as content URIs write it. */
  hash(): string;
}

export function lookedAt(path: string): LookedAt {
  const hash = createHash("sha3-256");
  let bytes = 0;
  return {
    async *pieces() {
      const file = await open(path, "r").catch((cause: unknown) => {
        throw new Failure("network/file", `the file ${path} cannot be read`, { cause });
      });
      try {
        for (;;) {
          const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE), 0, PIECE, null);
          if (bytesRead === 0) return;
          const piece = buffer.subarray(0, bytesRead);
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
      } catch (cause) {
        if (cause instanceof Failure) throw cause;
        throw new Failure("network/file", `the file ${path} cannot be read to its end`, { cause });
      } finally {
        await file.close();
      }
    },
    get bytes() {
      return bytes;
    },
    hash: () => hash.digest("hex"),
  };
}
