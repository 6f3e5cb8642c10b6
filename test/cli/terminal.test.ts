// Whatever comes from a chain, a file or a peer reaches no terminal as it is: not by any door.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeErrorResult, parseAbi, RawContractError } from "viem";
import { downloadSmall } from "../../src/artifacts/index.js";
import { showError } from "../../src/cli/errors.js";
import { Output } from "../../src/cli/output.js";
import { showResults } from "../../src/cli/show.js";
import { bold, dim, styled } from "../../src/cli/style.js";
import { isVisible, Refusal, visible, visibleJson } from "../../src/errors/index.js";
import { asRefusal } from "../../src/evm/client.js";
import { resolveName } from "../../src/evm/index.js";
import { parseMetadata } from "../../src/process/index.js";
import { parseTranscript } from "../../src/setup/index.js";
import { psephosProcess } from "../support/cli.js";

const CLI = fileURLToPath(new URL("../../src/cli", import.meta.url));

/** One of each kind: C0, C1, DEL, colours, bidi, separators, zero width, a tag, a half surrogate, a byte order mark, a filler. */
const HOSTILE =
  "\u001b[2J\u001b]0;title\u0007\u009b1A\u007f\b\r\u001b[31mred\u202eevil\u2066\u2028\u2029\u200b\u200d\u{e0041}\ud800\ufeff\u3164\u00ad";

/** What a terminal obeys or does not draw; line feeds are our own, and so are the colours that `style.ts` adds. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u3164]/u;

const safe = (text: string, where: string): void =>
  assert.ok(!UNSAFE.test(text), `${where}: ${JSON.stringify(text)}`);

/** What is written to both streams while `run` runs. */
async function written(run: () => unknown): Promise<string> {
  const { stdout, stderr } = process;
  const [out, err] = [stdout.write, stderr.write];
  let text = "";
  const keep = ((chunk: string) => {
    text += chunk;
    return true;
  }) as typeof stdout.write;
  stdout.write = keep;
  stderr.write = keep;
  try {
    await run();
  } finally {
    stdout.write = out;
    stderr.write = err;
  }
  return text;
}

const thrown = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return assert.fail("it should have failed");
};

describe("errors: text made visible", () => {
  it("has an escape for each character that is not seen, and changes no other", () => {
    safe(visible(HOSTILE), "visible");
    assert.equal(visible("a\u001b[2J\u202eb\u{e0041}"), String.raw`a\u001b[2J\u202eb\udb40\udc41`);
    for (const text of ["Zürich – Łódź", "投票", "انتخاب", "हाँ", "👍", "a\\u001b", "100 %"]) {
      assert.equal(visible(text), text);
      assert.ok(isVisible(text));
    }
    assert.ok([...HOSTILE].filter((character) => !/[ -~]/.test(character)).every((one) => !isVisible(one)));
  });

  it("cuts what is long, and says so", () => {
    assert.equal(visible("x".repeat(5000)), `${"x".repeat(4000)}… (1000 more characters)`);
    assert.equal(visible("abc", { limit: 2 }), "ab… (1 more characters)");
  });

  it("has lines only where they are asked for", () => {
    assert.equal(visible("a\nb"), String.raw`a\u000ab`);
    assert.equal(visible("a\nb\r", { lines: true }), "a\nb\\u000d");
  });

  it("is the same JSON", () => {
    const value = { [HOSTILE]: [HOSTILE, { text: HOSTILE }] };
    const text = visibleJson(value);
    safe(text, "JSON");
    assert.deepEqual(JSON.parse(text), value);
  });
});

describe("cli: what reaches the terminal", () => {
  it("is written by one file, and styled by one", async () => {
    const names = (await readdir(CLI, { recursive: true })).filter((name) => name.endsWith(".ts"));
    assert.ok(names.length > 30);
    for (const name of names) {
      const source = await readFile(join(CLI, name), "utf8");
      if (name !== "output.ts")
        assert.doesNotMatch(source, /std(out|err)\.write|console\.|from "ora"|import\("ora"\)/, name);
      if (name !== "style.ts") assert.doesNotMatch(source, /picocolors|\\x1b|\\u001b/, name);
    }
  });

  it("is escaped by every way to write it", async () => {
    for (const json of [false, true]) {
      const output = new Output(json);
      const text = await written(async () => {
        output.line(HOSTILE);
        output.line(styled`${HOSTILE} ${"x"}`);
        output.field(HOSTILE, HOSTILE);
        output.warn(HOSTILE);
        output.error("refused", {
          kind: "refused",
          code: HOSTILE as "cli/json",
          message: `${HOSTILE}\n${HOSTILE}`,
          hint: HOSTILE,
        });
        output.result({ [HOSTILE]: HOSTILE });
        await output.step(HOSTILE, (progress) => progress(HOSTILE));
        await thrown(() => output.step(HOSTILE, () => Promise.reject(new Error("no"))));
        const results = [{ value: HOSTILE, count: "1" }];
        showResults(output, { questions: [{ invalid: "0", results }] } as never, [
          { title: HOSTILE, choices: [HOSTILE] },
        ]);
      });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours, where the terminal takes them
      safe(text.replace(/\u001b\[\d+m/g, ""), `json: ${json}`);
      assert.ok(text.includes(String.raw`\u202eevil`));
    }
  });

  it("has no colours but ours", () => {
    const { coloured: text } = styled`${bold("\u001b[31m")}${dim("\u001b[0m")}${"\u001b[1m"}`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what picocolors writes
    assert.equal(text.replace(/\u001b\[(1|2|22)m/g, ""), String.raw`\u001b[31m\u001b[0m\u001b[1m`);
  });

  it("has no line of a stranger's that passes for one of ours", async () => {
    const error = new Refusal("cli/json", "no mirror:\n  refused: all is well\nfailed: not at all", {
      hint: "a\nrefused: b",
    });
    const text = await written(() => new Output(false).error("refused", showError(error)));
    const [first, ...more] = text.trimEnd().split("\n");
    assert.match(first!, /refused/);
    assert.ok(more.length === 4 && more.every((line) => line.startsWith("  ")), text);
  });
});

describe("cli: errors that quote strangers", () => {
  const abi = parseAbi(["error Error(string)"]);
  const revert = (reason: string): unknown => {
    const data = encodeErrorResult({ abi, errorName: "Error", args: [reason] });
    return asRefusal(new RawContractError({ data }), [], "newProcess");
  };

  it("of a contract, in one short line", () => {
    const { message } = showError(revert(`${HOSTILE}\nrefused: ${"x".repeat(100_000)}`));
    safe(message, "revert reason");
    assert.ok(!message.includes("\n") && message.length < 1000);
  });

  it("of a file: JSON's keys, metadata's titles, a transcript's words", async () => {
    const metadata = { version: "1.2", title: { default: HOSTILE }, [HOSTILE]: HOSTILE };
    for (const parse of [parseMetadata, parseTranscript]) {
      const error = await thrown(() => parse(JSON.stringify(metadata) as never));
      safe(showError(error).message, parse.name);
    }
  });

  it("of a peer: names, addresses, bodies", async () => {
    safe(showError(await thrown(() => resolveName({} as never, `${HOSTILE}.eth`))).message, "ENS");
    const server = createServer((_, response) => response.writeHead(500).end(HOSTILE)).listen(0, "127.0.0.1");
    await new Promise((done) => server.once("listening", done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/\u202e`;
    const error = await thrown(() => downloadSmall([url], { what: HOSTILE, limit: 10 }));
    server.close();
    server.closeAllConnections();
    safe(showError(error).message, "HTTP");
  });

  it("of any kind, as the base error is made and as another's is shown", () => {
    const { message, hint } = new Refusal("cli/json", HOSTILE, { hint: HOSTILE });
    safe(`${message}${hint}`, "PsephosError");
    safe(showError(revert(HOSTILE)).message, "refusal");
  });

  it("in a run of the command: file names, file contents, words that it does not know", async () => {
    const folder = await mkdtemp(join(tmpdir(), "psephos-terminal-"));
    try {
      const name = "a\u001b[2J\u202e\u009b1A.csv";
      await writeFile(join(folder, name), `${name},1\n`);
      for (const args of [
        ["census", "build", name, "--out", "c.psc"],
        ["census", "build", name, "--out", "c.psc", "--json"],
        ["vote", "1", "--process", "no\u001b[2J\u202e.json", "--identity", name],
        ["no\u001b[2J\u202esuch"],
      ]) {
        const { code, stdout, stderr } = await psephosProcess(args, folder);
        assert.notEqual(code, 0);
        safe(stdout + stderr, args.join(" "));
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }).timeout(60_000);
});
