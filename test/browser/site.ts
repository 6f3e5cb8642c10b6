/** The site under test: the packed package, installed as a stranger would, and the pages that use it. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { Census, censusInput, createIdentity } from "../../src/census/index.js";
import { scope } from "../../src/process/index.js";
import { npm, packedPackage } from "./packed.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));
const CIRCUIT = "census-7";

export interface Site {
  /** URL path → folder. */
  readonly folders: Record<string, string>;
  /** The file that `npm pack` made, installed in the site. */
  readonly packageFolder: string;
  remove(): void;
}

/** Packs and installs the package, builds the Vite app, and lays out a circuit with one voter's input. */
export async function makeSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "psephos site "));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "site", private: true, type: "module" }),
  );
  npm(["install", "--omit=optional", "--no-audit", "--no-fund", packedPackage()], folder);
  const packageFolder = join(folder, "node_modules", "psephos");

  for (const name of ["pages", "vite-app"]) cpSync(join(HERE, name), join(folder, name), { recursive: true });
  await build({
    root: join(folder, "vite-app"),
    base: "/vite/",
    logLevel: "warn",
    build: { outDir: "dist", minify: true },
  });

  const circuit = join(folder, "circuit");
  mkdirSync(circuit);
  const built = join(ROOT, "build", CIRCUIT);
  cpSync(join(built, `${CIRCUIT}.wasm`), join(circuit, "circuit.wasm"));
  cpSync(join(built, `${CIRCUIT}.dev-INSECURE.zkey`), join(circuit, "circuit.zkey"));
  cpSync(join(built, `${CIRCUIT}.dev-INSECURE.vkey.json`), join(circuit, "vkey.json"));
  cpSync(join(built, `${CIRCUIT}.pwit`), join(circuit, "circuit.pwit"));
  cpSync(join(built, `${CIRCUIT}.dev-INSECURE.pkey`), join(circuit, "circuit.pkey"));
  writeFileSync(join(circuit, "input.json"), voterInput());
  return {
    folders: {
      "/": join(folder, "pages"),
      "/psephos": packageFolder,
      "/vite": join(folder, "vite-app", "dist"),
      "/circuit": circuit,
    },
    packageFolder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** One voter's circuit input, as JSON with decimal strings. */
function voterInput(): string {
  const identity = createIdentity();
  const entries = [
    { commitment: 5n, weight: 1n },
    { commitment: identity.commitment, weight: 7n },
  ];
  const membership = new Census(7, entries).membership(1);
  const process = { contract: `0x${"c0".repeat(20)}`, processId: `0x${"a1".repeat(32)}` } as const;
  const vote = { scope: scope(process), voteHash: 123n, weight: 7n, envelopeHash: 456n };
  const input = censusInput(identity, 7n, membership, vote);
  return JSON.stringify(input, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
}

/** The verification key that the site's circuit goes with. */
export const verificationKey = (site: Site) =>
  JSON.parse(readFileSync(join(site.folders["/circuit"]!, "vkey.json"), "utf8"));

/** Sizes of the built Vite app's scripts, in bytes. */
export const viteScripts = (site: Site) =>
  readdirSync(join(site.folders["/vite"]!, "assets")).filter((name) => name.endsWith(".js"));
