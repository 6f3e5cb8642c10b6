// Runs slither over the contracts, on what the npm solc compiled, and holds its findings to the list below.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensure, Refusal } from "../../src/errors/index.js";
import { compileForAnalysis, ROOT } from "./compile.js";

const VERSION = "0.11.6";

/** Every finding that stands, by slither's name for the kind and a part of its text, with the reason. */
const EXPLAINED: readonly { check: string; where: string; why: string }[] = [
  {
    check: "incorrect-equality",
    where: "Chained.activate()",
    why: "0 is the only value that means never activated",
  },
  {
    check: "incorrect-equality",
    where: "TokenStorageProofs.registerToken",
    why: "the proved balance is the told one or it is not; a holder whom somebody sends tokens proves anew",
  },
  {
    check: "incorrect-equality",
    where: "Posting.takeTurn",
    why: "the value sent with the call, which the poster chooses, is the bond or it is refused",
  },
  {
    check: "uninitialized-local",
    where: "ProofVerifiers._checkRefusal",
    why: "zeros are what is wanted: points at infinity",
  },
  {
    check: "unused-return",
    where: "ProcessReader.constructor",
    why: "called for its refusal of a chain id that does not fit",
  },
  {
    check: "unused-return",
    where: "OracleQuorum.addInstance",
    why: "called for its refusal of an instance without a namespace",
  },
  {
    check: "unused-return",
    where: "OracleQuorum._chainOf",
    why: "the instance is known, the chain is asked",
  },
  {
    check: "calls-loop",
    where: "OracleQuorum._instanceOf",
    why: "over the instances that owners have activated, each of them the project's own code",
  },
  {
    check: "unused-return",
    where: "RollupBook._setOracles",
    why: "of what is answered, the voting chain and the oracles are asked",
  },
  {
    check: "unused-return",
    where: "RollupBook._setKeys",
    why: "these are verified with by their keys: it is asked whether they are there, and secure",
  },
  {
    check: "calls-loop",
    where: "Posting._checkSignatures",
    why: "over as many oracles as the terms say, of the project's own registry",
  },
  { check: "assembly", where: "Blob.", why: "explained where it stands" },
  { check: "assembly", where: "BatchData.", why: "explained where it stands" },
  {
    check: "low-level-calls",
    where: "ProofVerifiers._checkRefusal",
    why: "the refusal itself is looked at, which a typed call would pass on",
  },
  { check: "naming-convention", where: "IExportedVerifier.", why: "the exported verifiers' constants" },
  { check: "naming-convention", where: "IBatchVerifier.", why: "the exported verifiers' constant" },
];

interface Finding {
  check: string;
  description: string;
}

/** slither as installed, or put into build/slither by pip if `install`; nothing if it cannot be had. */
function findSlither(install: boolean): string | undefined {
  const own = join(ROOT, "build", "slither");
  const binary = join(own, "bin", "slither");
  const works = (command: string) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;
  if (works("slither")) return "slither";
  if (existsSync(binary) && works(binary)) return binary;
  if (!install) return undefined;
  const run = (command: string, args: string[]) => spawnSync(command, args, { stdio: "ignore" }).status === 0;
  const installed =
    run("python3", ["-m", "venv", own]) &&
    run(join(own, "bin", "pip"), ["install", "--quiet", `slither-analyzer==${VERSION}`]);
  return installed && works(binary) ? binary : undefined;
}

/** What slither finds, given the compiler's output in the form of a Hardhat project. */
function findings(slither: string): Finding[] {
  const folder = mkdtempSync(join(tmpdir(), "psephos-slither-"));
  try {
    mkdirSync(join(folder, "artifacts", "build-info"), { recursive: true });
    writeFileSync(join(folder, "hardhat.config.js"), "module.exports = {};\n");
    writeFileSync(join(folder, "artifacts", "build-info", "1.json"), JSON.stringify(compileForAnalysis()));
    for (const name of ["contracts", "node_modules"]) symlinkSync(join(ROOT, name), join(folder, name));
    const report = join(folder, "report.json");
    const args = [".", "--compile-force-framework", "hardhat", "--hardhat-ignore-compile", "--json", report];
    const { stderr } = spawnSync(slither, [...args, "--filter-paths", "@openzeppelin"], {
      cwd: folder,
      encoding: "utf8",
    });
    ensure(existsSync(report), "build/slither", () => `slither gave no report\n${stderr.slice(-2000)}`);
    const { success, error, results } = JSON.parse(readFileSync(report, "utf8")) as {
      success: boolean;
      error: string | null;
      results: { detectors?: Finding[] };
    };
    ensure(success, "build/slither", `slither failed: ${error}`);
    return results.detectors ?? [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const explains = (finding: Finding) => (it: (typeof EXPLAINED)[number]) =>
  it.check === finding.check && finding.description.includes(it.where);

/**
 * Checks the contracts with slither.
 * @param install fetches it with pip if it is not there
 * @returns what to tell
 * @throws PsephosError `build/slither` on a finding that is not explained, or an explanation of none
 */
export function checkWithSlither(install: boolean): string {
  const slither = findSlither(install);
  if (slither === undefined) return "slither: not installed, left out (pip install slither-analyzer)";
  const found = findings(slither);
  const unexplained = found.filter((finding) => !EXPLAINED.some(explains(finding)));
  if (unexplained.length > 0) {
    const texts = unexplained.map(({ check, description }) => `${check}: ${description}`);
    throw new Refusal("build/slither", `slither found what is not explained:\n${texts.join("\n")}`);
  }
  const idle = EXPLAINED.filter((it) => !found.some((finding) => explains(finding)(it)));
  ensure(
    idle.length === 0,
    "build/slither",
    () => `no longer found: ${idle.map(({ check, where }) => `${check} in ${where}`).join(", ")}`,
  );
  return `slither: ${found.length} findings, each explained in scripts/contracts/slither.ts`;
}
