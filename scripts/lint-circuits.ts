// npm run lint:circuits
// Runs circomspect over every circuit source and holds its warnings against circuits/circomspect.json, where each
// accepted one is explained. A new warning, or an explanation of one that is gone, fails.
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ensure, PsephosError } from "../src/errors/index.js";
import { ROOT } from "./circuits/instances.js";

interface Explained {
  readonly rule: string;
  readonly line: string;
  readonly why: string;
}

interface Sarif {
  runs: { results: SarifResult[] }[];
}

interface SarifResult {
  ruleId: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
}

/** A copy of the sources in which circomlib is included by a relative path: circomspect knows no libraries. */
function copySources(to: string): string[] {
  rmSync(to, { recursive: true, force: true });
  cpSync(join(ROOT, "circuits"), to, { recursive: true });
  const files = readdirSync(to, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".circom"))
    .map((file) => join(to, file));
  for (const file of files) {
    const library = relative(dirname(file), join(ROOT, "node_modules", "circomlib"));
    writeFileSync(file, readFileSync(file, "utf8").replaceAll('include "circomlib/', `include "${library}/`));
  }
  return files;
}

function analyse(files: readonly string[], report: string): SarifResult[] {
  const here = (path: string) => relative(ROOT, path);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, "scripts", "tool.mjs"), "circomspect", "-s", here(report), ...files.map(here)],
    { cwd: ROOT, encoding: "utf8" },
  );
  // It says nothing at all about a file that it cannot see.
  for (const file of files) {
    for (const [, template] of readFileSync(file, "utf8").matchAll(/^template (\w+)/gm)) {
      ensure(
        stdout.includes(`analyzing template '${template}'`),
        "lint/not-analysed",
        `circomspect did not analyse ${template} in ${here(file)}\n${stdout}${stderr}`,
      );
    }
  }
  ensure(!/^error/m.test(stdout), "lint/circomspect", stdout);
  return (JSON.parse(readFileSync(report, "utf8")) as Sarif).runs.flatMap(({ results }) => results);
}

function main(): void {
  const folder = join(ROOT, "build", "lint");
  const files = copySources(folder);
  const findings = analyse(files, join(folder, "report.sarif")).map(({ ruleId, message, locations }) => {
    const { artifactLocation, region } = locations[0]!.physicalLocation;
    const path = artifactLocation.uri.replace("file://", "");
    const line = readFileSync(join(ROOT, path), "utf8").split("\n")[region.startLine - 1]!.trim();
    const place = `circuits/${relative(folder, join(ROOT, path))}:${region.startLine}`;
    return { rule: ruleId, line, text: `${place} ${ruleId} ${message.text}\n    ${line}` };
  });
  const explained: Explained[] = JSON.parse(readFileSync(join(ROOT, "circuits", "circomspect.json"), "utf8"));
  const same = (a: { rule: string; line: string }) => (b: { rule: string; line: string }) =>
    a.rule === b.rule && a.line === b.line;
  const unexplained = findings.filter((finding) => !explained.some(same(finding)));
  const stale = explained.filter((entry) => !findings.some(same(entry)));
  ensure(unexplained.length === 0, "lint/finding", unexplained.map(({ text }) => text).join("\n"));
  ensure(
    stale.length === 0,
    "lint/stale",
    `no longer found: ${stale.map(({ rule, line }) => `${rule} ${line}`).join("; ")}`,
  );
  console.log(
    `circomspect: ${files.length} files, ${findings.length} warnings, each explained in circuits/circomspect.json`,
  );
}

try {
  main();
} catch (error) {
  if (!(error instanceof PsephosError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
