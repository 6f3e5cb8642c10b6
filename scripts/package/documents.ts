/** The documents that are run against the packed package: in a folder of their own, with nothing of the clone. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runDocument } from "../documents/run.js";
import { ROOT } from "./tarball.js";

/** What a document's commands see: no colours, a cache of their own, and what the folder has installed. */
const environment = (folder: string, ...paths: string[]): NodeJS.ProcessEnv => {
  // npm tells its scripts where its own package is.
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|FORCE_COLOR$|INIT_CWD$)/.test(name));
  return {
    ...Object.fromEntries(own),
    NO_COLOR: "1",
    XDG_CACHE_HOME: join(folder, "cache"),
    PATH: [join(folder, "node_modules", ".bin"), ...paths, process.env.PATH].join(delimiter),
  };
};

/** `npm install` of a document, with the tarball where it says psephos, and in the folder where it says --global. */
const installing = (tarball: string) => (command: string) => {
  const words = command.split(" ");
  if (words[0] !== "npm" || words[1] !== "install") return undefined;
  const names = words.slice(2).filter((word) => !word.startsWith("-") && word !== "psephos");
  return `npm install --silent --no-audit --no-fund ${[`'${tarball}'`, ...names].join(" ")} >/dev/null`;
};

async function runIn(folder: string, name: string, tarball: string, ...paths: string[]): Promise<void> {
  await runDocument(readFileSync(join(ROOT, "docs", name), "utf8"), {
    folder,
    env: environment(folder, ...paths),
    instead: installing(tarball),
    onCommand: (command) => console.log(`$ ${command}`),
  });
}

/** docs/walkthrough.md: an organiser's election with the installed command. */
export async function walkThrough(folder: string, tarball: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "organiser", "private": true }\n');
  await runIn(folder, "walkthrough.md", tarball);
  // The rest of the installed command that the document does not use, in the same folder.
  const psephos = (...args: string[]): void => {
    console.log(`$ psephos ${args.join(" ")}`);
    const env = environment(folder);
    const { status, stdout, error } = spawnSync("psephos", [...args, "--json"], {
      cwd: folder,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (error) throw error;
    // Under --json the reason is on stdout.
    if (status !== 0) throw new Error(`psephos ${args[0]} ends with exit code ${status}\n${stdout}`);
  };
  psephos("election", "--sample", "20", "--out", "election.json");
  psephos("setup", "ptau", "new", "--power", "4", "--out", "powers-0000.ptau");
  psephos("setup", "ptau", "contribute", "powers-0000.ptau", "--name", "Ada", "--out", "powers-0001.ptau");
  psephos("setup", "ptau", "verify", "powers-0001.ptau");
}

/** docs/library.md: the programs of examples/, each a project that installs the package. */
export async function runLibrary(folder: string, tarball: string): Promise<void> {
  cpSync(join(ROOT, "examples"), folder, {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  const scope = join(ROOT, "node_modules", "@foundry-rs");
  const anvil = existsSync(scope) ? readdirSync(scope).map((name) => join(scope, name, "bin")) : [];
  await runIn(folder, "library.md", tarball, ...anvil);
}
