/**
 * A program for React Native's Hermes. Metro translates what the engine does not parse; here TypeScript and Babel do. The engine
 * that is published for computers is of 2022: it needs more translation than today's, and today's has no WebAssembly either.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

interface Babel {
  transformSync(code: string, options: object): { code: string };
}

/** Bundles test/environments/hermes in a project's folder, and returns the path of the one file. */
export async function bundleForHermes(folder: string): Promise<string> {
  const required = createRequire(join(folder, "package.json"));
  const { outputFiles } = await build({
    entryPoints: [join(folder, "hermes", "program.mjs")],
    inject: [join(folder, "hermes", "globals.mjs"), required.resolve("fast-text-encoding")],
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    write: false,
  });
  const { code } = (required("@babel/core") as Babel).transformSync(outputFiles[0]!.text, {
    configFile: false,
    babelrc: false,
    compact: true,
    plugins: [required.resolve("@babel/plugin-transform-unicode-property-regex")],
  });
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      downlevelIteration: true,
      module: ts.ModuleKind.None,
    },
  });
  const outfile = join(folder, "hermes.js");
  writeFileSync(outfile, outputText);
  return outfile;
}
