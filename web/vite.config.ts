/** Builds the pages to static files for any host: relative paths, nothing inline, nothing from elsewhere. `npm run build:web [-- --outDir FOLDER]` */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { defineConfig, type Plugin, type UserConfig } from "vite";
import { pageFiles } from "../scripts/page-files.js";
import { classicScripts } from "../scripts/web/classic.js";
import { FUSED } from "../src/engine/fused.generated.js";
import { makePageManifest, PAGES_MANIFEST } from "../src/process/index.js";

const ROOT = import.meta.dirname;
const API = join(ROOT, "..", "src", "api");
/** What a worker loads only if it is needed: of the kernels, one. All else is one file, which compresses best. */
const LATER =
  /web\/vote\/(?:known-peers|named-votes|registering|signing|typed-data|waiting-votes)|src\/(?:gateways|net|oblivious)\/|gateway-(?:record|list)|bytes\/random|@noble\/ciphers\/chacha|shared\/(?:peers|peer-address|relays)|@hpke|idb-keyval|ciphers\/(?:aes|_polyval)|shared\/invitation|voter\/named|ballot\/registration|wallet-identity|kernel\.generated|src\/api\/(?:light\/|commit-receipt|validators)|lightclient\/proven|blindrsa|blind-rsa/;
/** libp2p and what it is made of: loaded if no node answers over HTTP. */
const PEERS =
  /node_modules\/(?:libp2p|@libp2p|@chainsafe|@multiformats|@dnsquery|@leichtgewicht|@sindresorhus|multiformats|uint8|it-|p-|any-signal|abort-error|race-|main-event|progress-events|protons-runtime|interface-|datastore-core|hashlru|weald|ms|mortice|delay|random-int|unlimited-timeout|is-loopback-addr|is-network-error|netmask|eventemitter3|utf8-codec|wherearewe|is-electron|cborg)|(?<!(?:viem|ox|bip32)\/)node_modules\/@noble\/curves\//;
/** The folders of the pages. */
const PAGES = ["vote", "observe", "check", "organise"];

type Bundle = Parameters<Extract<Plugin["generateBundle"], (...args: never) => unknown>>[1];
const contentOf = (file: Bundle[string]) => (file.type === "chunk" ? file.code : file.source);

/** The files of a page: its index, and what they name. The script for pages that are files is none of them. */
function filesOf(page: string, bundle: Bundle): string[] {
  const texts = Object.entries(bundle).map(([name, file]) => [name, `${contentOf(file)}`] as const);
  const found = new Map(texts.filter(([name]) => name === `${page}/index.html`));
  for (const text of found.values())
    for (const [name, other] of texts)
      if (/^assets\/(?!classic-)/.test(name) && !name.endsWith(".map") && text.includes(basename(name)))
        found.set(name, other);
  return [...found.keys()].sort();
}

/** Names the files of each page in the service worker, and moves it to the root, because it serves only what is below it. */
function serviceWorker(): Plugin {
  return {
    name: "psephos-service-worker",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = PAGES.map((page) => [page, filesOf(page, bundle)] as const);
      const hash = createHash("sha256");
      for (const name of [...new Set(files.flatMap(([, names]) => names))].sort())
        hash.update(name).update(contentOf(bundle[name]!));
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("the build has no service worker");
      worker.code = worker.code
        .replaceAll(/\bFILES\b/g, `(${JSON.stringify(Object.fromEntries(files))})`)
        .replaceAll(/\bFUSED\b/g, JSON.stringify(FUSED))
        .replaceAll(/\bBUILD\b/g, JSON.stringify(hash.digest("hex").slice(0, 16)));
    },
  };
}

/** For pages that are files: Chromium loads no stylesheet that it has to ask across origins for, and runs only scripts of the old kind: `started.ts`, and what that loads. */
function pagesAsFiles(): Plugin {
  return {
    name: "psephos-pages-as-files",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle, path }) {
        const started = Object.values(bundle ?? {}).find(({ name }) => name === "started")!;
        const own = classic.nameOf(path.split("/").at(-2)!);
        const script = `<script defer src="../${started.fileName}" data-classic="../${own}"></script>`;
        return html
          .replaceAll('<link rel="stylesheet" crossorigin', '<link rel="stylesheet"')
          .replace("</head>", `${script}\n</head>`);
      },
    },
  };
}

/** Writes the manifest of all files, by which anyone checks what a host serves (`psephos audit --page`). */
function pageManifest(): Plugin {
  return {
    name: "psephos-page-manifest",
    writeBundle({ dir }) {
      writeFileSync(join(dir!, PAGES_MANIFEST), makePageManifest(pageFiles(dir!)));
    },
  };
}

/** Names the kernels' files, which belong to the workers, to the pages that have them preloaded. */
function kernelFiles(): Plugin {
  return {
    name: "psephos-kernel-files",
    enforce: "post",
    generateBundle(_, bundle) {
      const find = (start: string): string => {
        const found = Object.keys(bundle).filter(
          (name) => name.startsWith(`assets/${start}`) && name.endsWith(".js"),
        );
        if (found.length !== 1) throw new Error(`the build has ${found.length} files ${start}`);
        return basename(found[0]!);
      };
      const files = JSON.stringify({ plain: find("kernel.generated"), fast: find("fast-kernel.generated") });
      for (const file of Object.values(bundle))
        if (file.type === "chunk") file.code = file.code.replaceAll(/\bKERNEL_FILES\b/g, `(${files})`);
    },
  };
}

/** Leaves out what only the node and its OpenAPI document need of routes: words, the forms of requests, and those of answers, which the client has by itself. */
function withoutDescriptions(): Plugin {
  const said = /\b(?:summary|description):\s*"(?:[^"\\]|\\.)*",?|\banswers: \{.*\},$/gm;
  const ofRequests = /^ {4}(?:query|params): .*,$|(?<=^ {4}body: \{ media: \w+), json: \w+/gm;
  return {
    name: "psephos-without-descriptions",
    enforce: "pre",
    transform(code, id) {
      if (!id.startsWith(API) || !id.endsWith(".ts")) return undefined;
      const short = code.replace(said, "");
      return id.endsWith("routes.ts") ? short.replace(ofRequests, "") : short;
    },
  };
}

/** Puts a stub in the place of the curves' form of signatures that nothing here reads or writes. libp2p has a file of the same name, which it needs. */
function withoutDer(): Plugin {
  return {
    name: "psephos-without-der",
    enforce: "pre",
    resolveId: (source, importer) =>
      source === "./der.js" && importer && !importer.includes("@libp2p")
        ? join(ROOT, "shared", "der.ts")
        : undefined,
  };
}

/** How sources are read: those of modules, and those of the scripts of the old kind. */
const SOURCES = {
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: {
    alias: [
      { find: /^poseidon-lite\/poseidon[1-8]$/, replacement: join(ROOT, "shared", "poseidon.ts") },
      // viem's own copies of what Psephos has anyway.
      { find: "@noble/curves/secp256k1", replacement: join(ROOT, "shared", "secp256k1.ts") },
      // What only Node can do.
      { find: /^(?:\.\/node-get|\.\.\/files\/index)\.js$/, replacement: join(ROOT, "shared", "no-node.ts") },
      { find: "@noble/hashes/sha3", replacement: join(ROOT, "..", "node_modules/@noble/hashes/sha3.js") },
      // A library would seed a generator of its own, which is not used.
      { find: "crypto", replacement: join(ROOT, "..", "scripts", "package", "silent.ts") },
    ],
  },
} satisfies UserConfig;
const plugins = () => [withoutDescriptions(), withoutDer()];
const classic = classicScripts({ root: ROOT, pages: PAGES, plugins, ...SOURCES });

export default defineConfig({
  root: ROOT,
  base: "./",
  publicDir: false,
  logLevel: "warn",
  ...SOURCES,
  plugins: [kernelFiles(), serviceWorker(), ...plugins(), classic.plugin, pagesAsFiles(), pageManifest()],
  worker: {
    format: "es",
    plugins,
    rolldownOptions: {
      // The pages that check receipts have the code for those of several validators at once; the voter's loads it if it is needed.
      checks: { ineffectiveDynamicImport: false },
      output: {
        codeSplitting: {
          groups: [{ name: "core", test: (id: string) => !LATER.test(id) && !PEERS.test(id) }],
        },
      },
    },
  },
  build: {
    outDir: join(ROOT, "..", "build", "web"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: {
        ...Object.fromEntries(PAGES.map((page) => [page, join(ROOT, page, "index.html")])),
        sw: join(ROOT, "shared", "sw.ts"),
        started: join(ROOT, "shared", "started.ts"),
      },
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
});
