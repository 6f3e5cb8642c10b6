// docs/setup.md is walked through: the commands of its `sh` blocks are run as they are written, one after another.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { psephosCommand } from "../support/cli.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A document's `sh` blocks, in their order. */
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands!);

/** Runs commands with bash, which stops at the first that fails. */
function bash(commands: string, cwd: string, path: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, NO_COLOR: "1", PATH: `${path}${delimiter}${process.env.PATH}` };
  const child = spawn("bash", ["-euo", "pipefail", "-c", commands], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      output += data;
    });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

describe("docs/setup.md", () => {
  let folder: string;
  let blocks: string[];
  before(async () => {
    blocks = blocksOf(await readFile(join(ROOT, "docs", "setup.md"), "utf8"));
    folder = await mkdtemp(join(tmpdir(), "psephos-setup-document-"));
    // What the document takes for granted: a clone whose circuit is built, and the command.
    for (const name of ["build", "circuits", "node_modules"])
      await symlink(join(ROOT, name), join(folder, name));
    await mkdir(join(folder, "bin"));
    const words = psephosCommand.map((word) => `'${word}'`).join(" ");
    await writeFile(join(folder, "bin", "psephos"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  });
  after(() => rm(folder, { recursive: true }));

  const walk = async (place: number): Promise<string> => {
    const { code, output } = await bash(blocks[place]!, folder, join(folder, "bin"));
    assert.equal(code, 0, output);
    return output;
  };

  it("has the blocks that are tried here, and no other", () => {
    assert.equal(blocks.length, 4);
  });

  it("makes powers of tau", async () => {
    await walk(0);
    const names = await readdir(join(folder, "ceremony"));
    for (const name of ["powers-0002.ptau", "powers-final.ptau", "powers.ptau"])
      assert.ok(names.includes(name), name);
  });

  it("makes a ceremony's key and its release", async () => {
    await walk(1);
    const manifest = JSON.parse(await readFile(join(folder, "release", "census-7", "manifest.json"), "utf8"));
    assert.equal(manifest.keyKind, "ceremony");
    const transcript = await readFile(join(folder, "final", "census-7.transcript.json"), "utf8");
    const { contributions, powersOfTau } = JSON.parse(transcript);
    const namesOf = (all: { name: string }[]) => all.map(({ name }) => name).slice(0, 2);
    assert.deepEqual(
      [namesOf(powersOfTau.contributions), namesOf(contributions)],
      [
        ["Ada", "Bo"],
        ["Ada", "Bo"],
      ],
    );
  });

  it("replays the whole setup", async () => {
    assert.match(await walk(2), /right: the whole setup follows from its sources and public files/);
  });

  it("checks the parts by themselves", async () => {
    await walk(3);
  });
});
