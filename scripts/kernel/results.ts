/** The files that are written from the kernel's modules, and how they are compared. */
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { sha256 } from "../rebuild/hashes.js";
import type { Modules, SideModule } from "./compile.js";
import { ENGINE, KERNEL } from "./tools.js";

const deflated = (name: string, base64: string): string[] => [
  "/** What is here, deflated (RFC 1951), in base64. */",
  `export const ${name}_DEFLATED = "${base64}";`,
];
const hashed = (wasm: Uint8Array): string[] => [
  "// SHA-256 of what is deflated below, a WebAssembly module or two:",
  `// ${sha256(wasm)}`,
];
const generated = (...lines: string[]): string =>
  ["// Written by scripts/build-kernel.ts (npm run build:kernel); do not edit.", "", ...lines, ""].join("\n");

/** One file of results: what is compared and what is written. */
export interface Result {
  readonly label: string;
  readonly wasm: Uint8Array;
  readonly path: string;
  readonly hash: string;
  /** The file, around the deflated module. */
  readonly text: (base64: string) => string;
}

export function resultsOf({ plain, common, fast, vectors, fastVectors }: Modules): Result[] {
  const result = (name: string, label: string, wasm: Uint8Array, ...placed: string[]): Result => ({
    label,
    wasm,
    path: join(ENGINE, `${name.replace("_", "-")}.generated.ts`),
    hash: join(KERNEL, `${name}.sha256`),
    text: (base64) => generated(...hashed(wasm), "", ...placed, ...deflated(name.toUpperCase(), base64)),
  });
  /** The same for a module that works in the plain kernel's memory. */
  const side = (
    name: string,
    label: string,
    { wasm, base, bytes }: SideModule,
    ...placed: string[]
  ): Result =>
    result(
      name,
      label,
      wasm,
      "/** Where its data begins in the plain kernel's memory, and how many bytes it has. */",
      `export const ${name.toUpperCase()}_BASE = ${base};`,
      `export const ${name.toUpperCase()}_BYTES = ${bytes};`,
      "",
      ...placed,
    );
  return [
    result("kernel", "kernel", plain),
    side(
      "fast_kernel",
      "common part and fast kernel",
      { ...fast, wasm: Buffer.concat([common, fast.wasm]) },
      "/** How many of the bytes are the plain kernel's common part; the fast kernel is the rest. */",
      `export const COMMON_LENGTH = ${common.length};`,
      "",
    ),
    side("vectors", "vectors", vectors),
    side("fast_vectors", "vectors beside the fast kernel", fastVectors),
  ];
}

export const fusedText = (fused: Uint8Array): string =>
  generated(
    "/** The module of fused.c, in base64. */",
    `export const FUSED = "${Buffer.from(fused).toString("base64")}";`,
  );

/** No bytes, deflated. */
export const EMPTY = "AwA=";

/** A file's text but for the deflated bytes, and what they inflate to. */
export function committedParts(text: string): { readonly rest: string; readonly sha256: string } {
  const [whole, base64 = ""] = /_DEFLATED = "([^"]*)"/.exec(text) ?? [""];
  return { rest: text.replace(whole, ""), sha256: sha256(inflateRawSync(Buffer.from(base64, "base64"))) };
}
