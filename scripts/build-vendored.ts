/**
 * Puts the code of a few libraries into the files of dist/ that use them, and their licences beside it: dist/vendored-licences.txt. Runs
 * after `npm run build:js`. Installed as packages with all that they depend on, these libraries would take 11 MB; of that a few functions
 * are used.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { ROOT } from "./package/tarball.js";

/** The sources that alone import them. */
const FILES = ["census/authority/blind-rsa", "census/csv", "facts/trie", "ledger/cbor", "oblivious/hpke"];

/** Packages whose code others of these brought compiled in. */
const COMPILED_IN = ["sjcl"];

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly homepage?: string;
  /** The text of its licence, if it brings one. */
  readonly text?: string;
}

/** The package that a file in node_modules is of. */
function packageOf(file: string): Package {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)!;
  const text = readdirSync(join(ROOT, folder!)).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  return {
    ...JSON.parse(readFileSync(join(ROOT, folder!, "package.json"), "utf8")),
    ...(text && { text: readFileSync(join(ROOT, folder!, text), "utf8").trim() }),
  };
}

/** Leaves imports of our own files as they are. */
const OWN_FILES: Plugin = {
  name: "own files",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\// }, ({ path, importer }) =>
      importer.startsWith(join(ROOT, "src")) ? { path, external: true } : undefined,
    ),
};

const packages = new Map<string, Package>();
for (const file of FILES) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join("src", `${file}.ts`)],
    outfile: join("dist", `${file}.js`),
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["@noble/*", "@scure/base"],
    plugins: [OWN_FILES],
    alias: {
      crypto: join(ROOT, "scripts", "package", "silent.ts"), // sjcl would seed a generator of its own, which is not used
      debug: join(ROOT, "scripts", "package", "silent.ts"),
      "@noble/curves": "@noble/curves-2", // the name under which the package depends on it
    },
    legalComments: "none",
    banner: { js: "// Has code of other packages: see vendored-licences.txt in the folder dist." },
    metafile: true,
    write: false,
  });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  const used = Object.values(metafile.outputs)[0]!.inputs;
  for (const [input, { bytesInOutput }] of Object.entries(used))
    if (bytesInOutput > 0 && input.startsWith("node_modules")) {
      const found = packageOf(input);
      packages.set(`${found.name} ${found.version}`, found);
    }
}

for (const name of COMPILED_IN) {
  const found = packageOf(`node_modules/${name}/package.json`);
  packages.set(`${name} ${found.version}`, found);
}

const all = [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
const texts = new Map<string, string[]>();
for (const { name, text } of all) if (text) texts.set(text, [...(texts.get(text) ?? []), name]);
for (const { name, license } of all)
  if (!all.some((other) => other.license === license && other.text !== undefined))
    throw new Error(`the text of the licence of ${name} (${license}) is missing`);
const list = all.map(({ name, version, license, homepage }) =>
  `${name} ${version}: ${license}. ${homepage ?? ""}`.trim(),
);
writeFileSync(
  join(ROOT, "dist", "vendored-licences.txt"),
  [
    "Files of this folder have code of these packages. Their sources are in the packages of these names and versions.",
    list.join("\n"),
    ...[...texts].map(([text, names]) => `${"-".repeat(80)}\n${names.join(", ")}\n\n${text}`),
    "",
  ].join("\n\n"),
);
console.log(
  `code of ${all.map(({ name, version }) => `${name} ${version}`).join(", ")} in ${FILES.map((file) => `dist/${file}.js`).join(", ")}`,
);
