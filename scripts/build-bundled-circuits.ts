// npm run build:bundled
// Writes dist/circuits/: the circuits' files that the package brings, compressed (src/setup/bundled/archive.ts reads them). Compiles
// the circuits first. Part of `npm run build`.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import {
  BUNDLED_CIRCUITS,
  BUNDLED_EXTENSIONS,
  type BundledEntry,
  type BundledExtension,
} from "../src/setup/bundled/archive.js";
import { ROOT } from "./circuits/instances.js";

const OUT = join(ROOT, "dist", "circuits");
const INDEX = join(OUT, "index.json");

execFileSync("npm", ["run", "--silent", "build:circuits", "--", ...BUNDLED_CIRCUITS], {
  cwd: ROOT,
  stdio: "inherit",
});

/** One extension's files, one after another, and where each is. */
function together(extension: BundledExtension): { entries: Record<string, BundledEntry>; bytes: Buffer } {
  const entries: Record<string, BundledEntry> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const circuit of BUNDLED_CIRCUITS) {
    const path = join(ROOT, "build", circuit, `${circuit}.${extension}`);
    if (!existsSync(path)) continue; // not every circuit has a .pwit; build:circuits has checked that the others are there
    const bytes = readFileSync(path);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    entries[circuit] = { offset, size: bytes.length, sha256 };
    parts.push(bytes);
    offset += bytes.length;
  }
  return { entries, bytes: Buffer.concat(parts) };
}

/** Quality 5 with the window that sees all files of an extension: a tenth larger than the best, which takes minutes. */
const compress = (bytes: Buffer): Buffer =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** Whole or not at all: two test files may do this at once. */
function write(path: string, content: string | Uint8Array): void {
  const scratch = `${path}.${process.pid}.new`;
  writeFileSync(scratch, content);
  renameSync(scratch, path);
}

const sets = BUNDLED_EXTENSIONS.map((extension) => ({ extension, ...together(extension) }));
const index = `${JSON.stringify(Object.fromEntries(sets.map(({ extension, entries }) => [extension, entries])), null, 2)}\n`;
const whole = BUNDLED_EXTENSIONS.every((extension) => existsSync(join(OUT, `${extension}.br`)));
if (whole && existsSync(INDEX) && readFileSync(INDEX, "utf8") === index)
  console.log("dist/circuits: up to date");
else {
  mkdirSync(OUT, { recursive: true });
  for (const { extension, bytes } of sets) {
    const packed = compress(bytes);
    write(join(OUT, `${extension}.br`), packed);
    console.log(`dist/circuits/${extension}.br: ${bytes.length} bytes, ${packed.length} compressed`);
  }
  write(INDEX, index);
}
