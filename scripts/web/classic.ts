/**
 * Pages as files (`file:`) in browsers that run no modules there, such as Chromium: beside its modules, each page has one script of the old kind, with the programs of its workers in it as text.
 * `started.ts` loads it where the modules have not started.
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { build, type Plugin, type UserConfig } from "vite";

/** What the scripts share with the modules. */
export interface ClassicOptions extends Pick<UserConfig, "oxc" | "resolve"> {
  /** The folder of the pages' folders. */
  readonly root: string;
  readonly pages: readonly string[];
  readonly plugins: () => Plugin[];
}

const LEND = join(import.meta.dirname, "..", "..", "src", "engine", "lend", "index.ts");
const PROGRAM = "psephos-program:";
const STARTS_WORKER =
  /new Worker\(\s*new URL\("(\.[^"]+)", import\.meta\.url\),\s*\{ type: "module" \},?\s*\)/g;

/** The programs of workers come as text, and start from it. */
function workersAsText(options: ClassicOptions): Plugin {
  return {
    name: "psephos-workers-as-text",
    enforce: "pre",
    resolveId: (source) => (source.startsWith(PROGRAM) ? `\0${source}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PROGRAM}`)) return undefined;
      const program = await classicScript(id.slice(PROGRAM.length + 1), options);
      return `export default ${JSON.stringify(program)}`;
    },
    transform(code, id) {
      if (!id.startsWith(options.root) || !id.endsWith(".tsx")) return undefined;
      const imports = [`import { startWorker } from ${JSON.stringify(LEND)};`];
      const changed = code.replaceAll(STARTS_WORKER, (_, path: string) => {
        const name = `program${imports.length}`;
        imports.push(`import ${name} from ${JSON.stringify(PROGRAM + join(dirname(id), path))};`);
        return `startWorker(${name}).worker`;
      });
      return imports.length > 1 ? `${imports.join(" ")}${changed}` : undefined;
    },
  };
}

/** What is otherwise in one file: styles, which the page names itself; the kernel, which is not preloaded; threads. */
const INSTEAD: readonly (readonly [source: RegExp, importer: RegExp, id: string, code: string])[] = [
  [/\.css$/, /./, "\0psephos-style", ""],
  [/\/preload-kernel\.js$/, /./, "\0psephos-preload", "export const preloadKernel = () => {};"],
  // Chromium passes no compiled code from a file's worker to another one, but to those that a worker has started itself.
  [
    /\/lend\/index\.js$/,
    /\/pool\/spawn\.ts$/,
    "\0psephos-threads",
    `export { startWorker } from ${JSON.stringify(LEND)}; export const borrowWorker = () => undefined;`,
  ],
];
const inOneFile: Plugin = {
  name: "psephos-in-one-file",
  enforce: "pre",
  resolveId: (source, importer = "") =>
    INSTEAD.find(([from, by]) => from.test(source) && by.test(importer))?.[2],
  load: (id) => INSTEAD.find(([, , own]) => own === id)?.[3],
};

/** One script with all that an entry imports, at once or later. */
async function classicScript(entry: string, options: ClassicOptions): Promise<string> {
  const { root, oxc, resolve, plugins } = options;
  const result = await build({
    ...{ root, configFile: false, publicDir: false, logLevel: "warn" },
    ...(oxc !== undefined && { oxc }),
    ...(resolve !== undefined && { resolve }),
    plugins: [workersAsText(options), inOneFile, ...plugins()],
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      ...{ write: false, target: "es2022", reportCompressedSize: false },
      lib: { entry, formats: ["iife"], name: "psephos" },
      rolldownOptions: {
        output: { codeSplitting: false },
        checks: { ineffectiveDynamicImport: false, pluginTimings: false },
      },
    },
  });
  const files = [result].flat().flatMap((one) => ("output" in one ? one.output : []));
  const [script] = files;
  if (files.length !== 1 || script?.type !== "chunk")
    throw new Error(`${entry} does not give one script: ${files.map(({ fileName }) => fileName).join(", ")}`);
  return script.code;
}

/** Makes the scripts, and names each to the script of its page that may load it. */
export function classicScripts(options: ClassicOptions): { plugin: Plugin; nameOf(page: string): string } {
  const names = new Map<string, string>();
  return {
    nameOf: (page) => names.get(page)!,
    plugin: {
      name: "psephos-classic-scripts",
      apply: "build",
      async buildStart() {
        for (const page of options.pages) {
          const source = await classicScript(join(options.root, page, "main.tsx"), options);
          const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
          const fileName = `assets/classic-${page}-${hash}.js`;
          names.set(page, fileName);
          this.emitFile({ type: "asset", fileName, source });
        }
      },
    },
  };
}
