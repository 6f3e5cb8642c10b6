// The commands as data: one folder each, options beside their handler, and what several share declared once.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Option } from "commander";
import type { Group, Leaf } from "../../src/cli/command.js";
import { COMMANDS } from "../../src/cli/commands.js";
import { psephos, psephosProcess } from "../support/cli.js";

const CLI = fileURLToPath(new URL("../../src/cli", import.meta.url));

/** Folders of `src/cli` that help commands and are none. */
const HELPERS = ["evm"];

const foldersOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** The commands under one, each with all its words. */
function* leavesOf(described: Leaf | Group, before: readonly string[] = []): Generator<[string, Leaf]> {
  const words = [...before, described.name];
  if ("handler" in described) yield [words.join(" "), described];
  else for (const one of described.commands) yield* leavesOf(one, words);
}

const all = async () => {
  const leaves: [string, Leaf][] = [];
  for (const [name, { description, load }] of Object.entries(COMMANDS))
    leaves.push(...leavesOf({ name, description, ...(await load()).default }));
  return leaves;
};

describe("cli: the commands", () => {
  it("are one folder each", () => {
    const folders = foldersOf(CLI).filter((name) => !HELPERS.includes(name));
    assert.deepEqual(folders.sort(), Object.keys(COMMANDS).sort());
  });

  it("say what they do, and have an example that names them", async () => {
    const leaves = await all();
    assert.ok(leaves.length > 40, `${leaves.length}`);
    for (const [words, { description, examples, isDefault }] of leaves) {
      assert.match(description, /^[a-z]/, words);
      const called = isDefault ? words.replace(/ [^ ]+$/, "") : words;
      assert.ok(
        examples.some((line) => line.startsWith(`psephos ${called}`)),
        words,
      );
    }
  });

  it("declare an option that several have once", async () => {
    const known = new Map<string, Option>();
    let shared = 0;
    for (const [words, { options = [] }] of await all())
      for (const one of options) {
        const key = `${one.flags} ${one.description} ${one.mandatory} ${String(one.defaultValue)}`;
        const first = known.get(key);
        assert.ok(first === undefined || first === one, `${words}: ${one.flags} is declared again`);
        if (first) shared += 1;
        known.set(key, one);
      }
    assert.ok(shared > 50, `${shared}`);
  });

  it("take --force wherever they write what can be made again", async () => {
    /** What is never replaced: an identity, a certificate of which there is one, and whatever holds somebody's contribution. */
    const kept =
      /^(identity new|authority (new|sign|request)|seal key|setup (init|contribute|beacon)|setup ptau (new|contribute|beacon|prepare))$/;
    for (const [words, { options = [] }] of await all()) {
      if (!options.some(({ long }) => long === "--out")) continue;
      const forced = options.some(({ long }) => long === "--force");
      assert.equal(forced, !kept.test(words), words);
    }
  });

  it("keep the declaration of options beside the handler", () => {
    for (const name of Object.keys(COMMANDS))
      for (const file of readdirSync(join(CLI, name), { recursive: true, encoding: "utf8" })) {
        if (!file.endsWith(".ts")) continue;
        const source = readFileSync(join(CLI, name, file), "utf8");
        assert.doesNotMatch(source, /\.command\(|\.addOption\(/, `${name}/${file}`);
      }
  });

  it("are listed by the help, and a wrong one is told with the one that was meant", async () => {
    const { stdout, code } = await psephosProcess(["--help"]);
    assert.equal(code, 0);
    for (const name of Object.keys(COMMANDS)) assert.match(stdout, new RegExp(`^  ${name} `, "m"));
    const wrong = await psephos(["votee"]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /unknown command 'votee'\n\(Did you mean vote\?\)/);
    const help = await psephos(["help", "rollup"]);
    assert.match(help.stdout, /^ {2}prove \[options\] <votes> /m);
  });
});
