/** Builds the pages to static files for any host: relative paths, nothing inline, nothing from elsewhere. `npm run build:web [-- --outDir FOLDER]` */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const ROOT = import.meta.dirname;
const API = join(ROOT, "..", "src", "api");
/** The folders of the pages. */
const PAGES = ["vote", "observe", "check", "organise"];

/** Names the build's files in the service worker, and moves it to the root, because it serves only what is below it. */
function serviceWorker(): Plugin {
  return {
    name: "psephos-service-worker",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = Object.keys(bundle)
        .filter((name) => name !== "sw.js" && !name.endsWith(".map"))
        .sort();
      const hash = createHash("sha256");
      for (const name of files) {
        const file = bundle[name]!;
        hash.update(name).update(file.type === "chunk" ? file.code : file.source);
      }
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the build has no service worker");
      worker.code = worker.code
        .replaceAll("FILES", JSON.stringify(files))
        .replaceAll("BUILD", JSON.stringify(hash.digest("hex").slice(0, 16)));
    },
  };
}

/** Leaves out what only the node's OpenAPI document says of routes and forms: words, and the forms of answers, which the client has by itself. */
function withoutDescriptions(): Plugin {
  const said = /\b(?:summary|description):\s*"(?:[^"\\]|\\.)*",?|\banswers: \{.*\},$/gm;
  return {
    name: "psephos-without-descriptions",
    enforce: "pre",
    transform: (code, id) => (id.startsWith(API) && id.endsWith(".ts") ? code.replace(said, "") : undefined),
  };
}

export default defineConfig({
  root: ROOT,
  base: "./",
  publicDir: false,
  logLevel: "warn",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: {
    alias: [
      { find: /^poseidon-lite\/poseidon[1-8]$/, replacement: join(ROOT, "shared", "poseidon.ts") },
      // viem's own copies of what Psephos has anyway.
      { find: "@noble/curves/secp256k1", replacement: join(ROOT, "shared", "secp256k1.ts") },
      // What only Node can do.
      { find: /^(?:\.\/node-get|\.\.\/files\/index)\.js$/, replacement: join(ROOT, "shared", "no-node.ts") },
      // Its form of signatures that nothing here reads or writes.
      { find: "./der.js", replacement: join(ROOT, "shared", "der.ts") },
      { find: "@noble/hashes/sha3", replacement: join(ROOT, "..", "node_modules/@noble/hashes/sha3.js") },
      // A library would seed a generator of its own, which is not used.
      { find: "crypto", replacement: join(ROOT, "..", "scripts", "package", "silent.ts") },
    ],
  },
  plugins: [serviceWorker(), withoutDescriptions()],
  worker: { plugins: () => [withoutDescriptions()] },
  build: {
    outDir: join(ROOT, "..", "build", "web"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        ...Object.fromEntries(PAGES.map((page) => [page, join(ROOT, page, "index.html")])),
        sw: join(ROOT, "shared", "sw.ts"),
      },
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
