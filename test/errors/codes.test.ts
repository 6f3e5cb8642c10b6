import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import {
  ensure,
  ensureAble,
  Failure,
  located,
  PsephosError,
  Refusal,
  type RefusedCode,
} from "../../src/errors/index.js";
import { throwsCode } from "../support/errors.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Prefixes other than the name of the folder that declares them. */
const MORE_PREFIXES: Record<string, string[]> = {
  "packages/node/src/main": ["node"],
  "src/census": ["csv"],
  scripts: ["build", "lint", "mutants", "release"],
};

const sources = ["src", "web", "scripts", "packages"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.d|\.generated)\.ts$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name)),
);

const parse = (file: string) =>
  ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest);

function nodes(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** The codes that a file declares, with their kinds. */
function declaredIn(file: string): [code: string, kind: string][] {
  return nodes(parse(file))
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => name.text === "ErrorCodes")
    .flatMap(({ members }) => members.filter(ts.isPropertySignature))
    .map(({ name, type }) => [
      (name as ts.StringLiteral).text,
      ((type as ts.LiteralTypeNode).literal as ts.StringLiteral).text,
    ]);
}

describe("errors: the codes", () => {
  const lists = sources.filter((file) => file.endsWith("/codes.ts"));
  const declared = lists.flatMap((file) => declaredIn(file).map(([code, kind]) => ({ file, code, kind })));

  it("are declared once each, by the room whose name they bear, in order", () => {
    assert.ok(declared.length > 300, "the lists were not read");
    const codes = declared.map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length);
    for (const { file, code, kind } of declared) {
      const folder = dirname(file);
      const prefixes = MORE_PREFIXES[folder] ?? [];
      if (folder !== "scripts") prefixes.push(folder.split("/").at(-1)!);
      assert.match(code, /^[a-z0-9]+(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)$/);
      assert.ok(prefixes.includes(code.split("/")[0]!), `${code} in ${file}`);
      assert.match(kind, /^(?:refused|failed)$/, code);
    }
    for (const list of lists) {
      const own = declaredIn(list).map(([code]) => code);
      assert.deepEqual(own, own.toSorted(), list);
    }
  });

  it("are each used: an error with it can be thrown", () => {
    const used = new Set(
      sources
        .filter((file) => !lists.includes(file))
        .flatMap((file) =>
          nodes(parse(file))
            .filter(ts.isStringLiteral)
            .map(({ text }) => text),
        ),
    );
    assert.deepEqual(
      declared.filter(({ code }) => !used.has(code)).map(({ file, code }) => `${code} in ${file}`),
      [],
    );
  });

  it("are part of each room's face, so that who imports the room has them", () => {
    for (const list of lists.filter((file) => file.startsWith("src/") && dirname(file) !== "src/cli"))
      assert.match(
        readFileSync(join(ROOT, dirname(list), "index.ts"), "utf8"),
        /^export type \{\} from "\.\/codes\.js";$/m,
        relative(ROOT, list),
      );
  });

  it("are checked by the compiler, with their kinds", () => {
    // @ts-expect-error nobody declares it
    const unknown: RefusedCode = "census/duplicat";
    // @ts-expect-error it is a refusal's
    const refusal = new Failure("census/duplicate", "");
    // @ts-expect-error it is a failure's
    const failure = new Refusal("engine/closed", "");
    // @ts-expect-error it is a failure's
    assert.throws(() => ensure(false, "engine/closed", ""));
    // @ts-expect-error it is a refusal's
    assert.throws(() => ensureAble(false, "census/duplicate", ""));
    assert.ok(unknown && refusal && failure);
  });
});

describe("errors: refusals and failures", () => {
  it("say themselves which they are", () => {
    const refusal = throwsCode("census/duplicate", () => ensure(false, "census/duplicate", "twice", "once"));
    const failure = throwsCode("engine/closed", () => ensureAble(false, "engine/closed", () => "closed"));
    assert.deepEqual([refusal.kind, refusal.hint, failure.kind], ["refused", "once", "failed"]);
    assert.ok(refusal instanceof Refusal && failure instanceof Failure);
    assert.ok(refusal instanceof PsephosError && failure instanceof PsephosError);
    ensure(true, "census/duplicate", "");
    ensureAble(true, "engine/closed", "");
  });

  it("keep code, kind, hint and cause where a place is put before their words", () => {
    for (const error of [
      new Refusal("census/duplicate", "twice", { hint: "once" }),
      new Failure("engine/closed", "closed"),
    ]) {
      const at = located(error, "line 7") as PsephosError;
      assert.deepEqual(
        [at.kind, at.code, at.message, at.hint, at.cause],
        [error.kind, error.code, `line 7: ${error.message}`, error.hint, error],
      );
    }
    const other = new RangeError("x");
    assert.equal(located(other, "line 7"), other);
  });
});
