// What the command line prints: colours only where they are wanted, one line a step, lines of at most 80 characters.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearLine, cursorTo, moveCursor } from "node:readline";
import { fileURLToPath } from "node:url";
import { verdict } from "../../src/cli/election/verdict.js";
import { Output } from "../../src/cli/output.js";
import { showResults } from "../../src/cli/show.js";
import { dim, green, rendered, styled, takesColours, wrapWords } from "../../src/cli/style.js";
import { psephosProcess } from "../support/cli.js";

const VOTERS = fileURLToPath(new URL("../../examples/voters.csv", import.meta.url));

interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
}

/** What is written to stdout and stderr while `run` runs with these variables, both streams made terminals or not. */
async function written(run: () => unknown, env: NodeJS.ProcessEnv, terminal?: Terminal) {
  const variables = ["NO_COLOR", "FORCE_COLOR", "TERM", "CI"];
  const before = variables.map((name) => process.env[name]);
  const text = { stdout: "", stderr: "" };
  const undo: (() => void)[] = [];
  const replace = (stream: object, name: string, value: unknown) => {
    const own = Object.getOwnPropertyDescriptor(stream, name);
    Object.defineProperty(stream, name, { value, configurable: true, writable: true });
    undo.push(() => {
      if (own) Object.defineProperty(stream, name, own);
      else Reflect.deleteProperty(stream, name);
    });
  };
  for (const name of ["stdout", "stderr"] as const) {
    replace(process[name], "isTTY", terminal?.isTTY);
    replace(process[name], "columns", terminal?.columns);
    replace(process[name], "cursorTo", (x: number) => cursorTo(process[name], x));
    replace(process[name], "moveCursor", (x: number, y: number) => moveCursor(process[name], x, y));
    replace(process[name], "clearLine", (direction: -1 | 0 | 1) => clearLine(process[name], direction));
    replace(process[name], "write", (chunk: string) => {
      text[name] += chunk;
      return true;
    });
  }
  for (const name of variables) delete process.env[name];
  Object.assign(process.env, env);
  try {
    await run();
  } finally {
    for (const restore of undo) restore();
    for (const [i, name] of variables.entries()) {
      if (before[i] === undefined) delete process.env[name];
      else process.env[name] = before[i];
    }
  }
  return text;
}

describe("cli: colours", () => {
  const terminal = { isTTY: true };

  it("go to terminals, and elsewhere only when FORCE_COLOR asks for them", () => {
    const rows: [{ isTTY?: boolean }, NodeJS.ProcessEnv, boolean][] = [
      [terminal, { TERM: "xterm" }, true],
      [terminal, { TERM: "dumb" }, false],
      [terminal, { TERM: "xterm", NO_COLOR: "1" }, false],
      [terminal, { TERM: "xterm", NO_COLOR: "" }, true],
      [terminal, { TERM: "xterm", FORCE_COLOR: "0" }, false],
      [terminal, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
      [{}, { TERM: "xterm" }, false],
      [{}, { TERM: "xterm", CI: "true" }, false],
      [{}, { TERM: "xterm", FORCE_COLOR: "" }, false],
      [{}, { FORCE_COLOR: "0" }, false],
      [{}, { FORCE_COLOR: "1" }, true],
      [{}, { FORCE_COLOR: "3" }, true],
      [{}, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    ];
    for (const [stream, env, expected] of rows)
      assert.equal(takesColours(stream, env), expected, JSON.stringify([stream, env]));
  });

  it("are decided for each stream by itself", async () => {
    const text = styled`${green("yes")} ${dim("no")}`;
    await written(
      () => {
        assert.equal(rendered(text, {}), "yes no");
        assert.equal(rendered(text, terminal), "\u001b[32myes\u001b[39m \u001b[2mno\u001b[22m");
      },
      { TERM: "xterm" },
    );
  });

  it("are not in a redirected run, whatever the CI service sets, and each step is there once", async () => {
    const folder = await mkdtemp(join(tmpdir(), "psephos-colours-"));
    try {
      for (const [env, coloured, out] of [
        [{ NO_COLOR: undefined, FORCE_COLOR: undefined, CI: "true", TERM: "xterm-256color" }, false, "a"],
        [{ NO_COLOR: "1", FORCE_COLOR: "1", CI: "true", TERM: "xterm" }, false, "b"],
        [{ NO_COLOR: undefined, FORCE_COLOR: "1", CI: undefined, TERM: "dumb" }, true, "c"],
      ] as const) {
        const { code, stdout, stderr } = await psephosProcess(
          ["census", "build", VOTERS, "--out", out],
          folder,
          env,
        );
        assert.equal(code, 0, stderr);
        assert.equal((stdout + stderr).includes("\u001b"), coloured, JSON.stringify(env));
        assert.equal(stderr.match(/Building the census/g)?.length, 1, stderr);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }).timeout(60_000);
});

describe("cli: steps and warnings", () => {
  const steps = async () => {
    const output = new Output(false);
    await output.step("Working", (progress) => progress("1/2"));
    await assert.rejects(
      output.step("Failing", () => Promise.reject(new Error("no"))),
      /no/,
    );
  };
  const PLAIN = "- Working\n- Failing\n";

  it("are one plain line a step where stderr is no terminal", async () => {
    const { stdout, stderr } = await written(steps, { CI: "true", TERM: "xterm" });
    assert.equal(stdout, "");
    assert.equal(stderr, PLAIN);
  });

  it("are one plain line a step under NO_COLOR, on a terminal too", async () => {
    const { stderr } = await written(steps, { NO_COLOR: "1", TERM: "xterm" }, { isTTY: true, columns: 80 });
    assert.equal(stderr, PLAIN);
  });

  it("draw progress on a terminal, and leave one line a step", async () => {
    const { stderr } = await written(steps, { TERM: "xterm" }, { isTTY: true, columns: 80 });
    const lines = stderr.trimEnd().split("\n");
    assert.ok(lines.length === 2 && lines.every((line) => line.includes("⠋")), stderr);
    // What is left of each once the spinner has erased itself.
    const [done, failed] = lines.map((line) => line.split("\u001b[0K").at(-1)!);
    assert.ok(done!.includes("\u001b[32m✔\u001b[39m Working") && failed!.includes("✖"), stderr);
  });

  it("say nothing under --json", async () => {
    const output = new Output(true);
    assert.deepEqual(await written(() => output.step("Working", () => 1), {}), { stdout: "", stderr: "" });
  });

  it("warn of the same thing once", async () => {
    const output = new Output(false);
    const warn = () => ["a", "b", "a"].forEach((text) => void output.warn(text));
    assert.equal((await written(warn, {})).stderr, "! a\n! b\n");
  });

  it("warn in lines broken at words on a terminal, in one line elsewhere", async () => {
    const warn = () => new Output(true).warn("word ".repeat(20).trim());
    assert.match((await written(warn, {})).stderr, /^! (word ?){20}\n$/);
    const { stderr } = await written(warn, { NO_COLOR: "1" }, { isTTY: true, columns: 80 });
    assert.match(stderr, /^! (word ?){15}\n {2}(word ?){5}\n$/);
  });
});

describe("cli: wrapping", () => {
  it("breaks at words, keeps every word, and styles each part alike", () => {
    const text = styled`${green("attack refused:")} a stranger who proves against a census of their own ${dim("[node/x]")}`;
    for (const width of [8, 20, 40, 200]) {
      const lines = wrapWords(text, width);
      assert.equal(lines.map(({ plain }) => plain).join(" "), text.plain);
      for (const { plain } of lines) assert.ok(plain.length <= width || !plain.includes(" "), plain);
    }
    const [first] = wrapWords(text, 10);
    assert.equal(first!.coloured, "\u001b[32mattack\u001b[39m");
  });

  it("takes the terminal's width up to 80 columns, and indents what follows", async () => {
    const text = "word ".repeat(60).trim();
    const output = new Output(false);
    const lines = async (columns?: number) => {
      const terminal = columns === undefined ? undefined : { isTTY: true, columns };
      const run = () => output.paragraph(text, { indent: 2, hang: 2 });
      return (await written(run, {}, terminal)).stdout.trimEnd().split("\n");
    };
    for (const [columns, longest] of [
      [undefined, 78],
      [200, 78],
      [50, 48],
      [10, 38],
    ] as const) {
      const [first, ...more] = await lines(columns);
      assert.match(first!, /^ {2}word/);
      assert.ok(more.length > 2 && more.every((line) => /^ {4}word/.test(line)));
      assert.equal(Math.max(...more.map((line) => line.length)), longest, `${columns}`);
    }
  });
});

describe("cli: results as a chart", () => {
  const question = (counts: readonly string[], invalid = "0") => ({
    invalid,
    results: counts.map((count, value) => ({ value: String(value), count })),
  });
  const shown = async (
    ...args: Parameters<typeof showResults> extends [unknown, ...infer Rest] ? Rest : never
  ) => (await written(() => showResults(new Output(false), ...args), {})).stdout;

  it("has names, rounded bars, weights, percentages and a total", async () => {
    const names = [{ title: "Where?", choices: ["Harbour", "Old mill", "Market"] }];
    assert.equal(
      await shown({ questions: [question(["308", "307", "613"])] }, names),
      [
        "  Question 1: Where?",
        "    Harbour    ███████·····················   308   25.1 %",
        "    Old mill   ███████·····················   307   25.0 %",
        "    Market     ██████████████··············   613   49.9 %",
        "    total                                   1,228  100.0 %",
        "",
      ].join("\n"),
    );
  });

  it("has values where there are no names, nothing of nothing, and the weight of invalid ballots", async () => {
    assert.equal(
      await shown({ questions: [question(["0", "0"], "1200")] }),
      [
        "  Question 1",
        "    0          ···························· 0    0.0 %",
        "    1          ···························· 0    0.0 %",
        "    total                                   0    0.0 %",
        "    invalid ballots, not counted: weight 1,200",
        "",
      ].join("\n"),
    );
  });

  it("rounds half up, and is exact beyond what a double holds", async () => {
    const text = await shown({ questions: [question(["1", "55", "0"])] });
    assert.match(text, /0 {10}█·{27} {2}1 {4}1\.8 %/); // half a cell of 28
    const large = await shown({
      questions: [question([(2n ** 80n).toString(), (3n * 2n ** 80n).toString()])],
    });
    assert.match(large, /█{7}·{21} 1,208,925,819,614,629,174,706,176 {3}25\.0 %/);
  });
});

describe("cli: the election's verdict", () => {
  it("is in plain words with the run's numbers", () => {
    const answer = (answer: string) => ({ question: "", answer });
    const report = {
      sample: 24,
      counted: 23,
      attempts: 10,
      refused: Array(9).fill({}),
      onChain: { answers: ["true", "false", "false", "MalformedProof"].map(answer) },
      settlement: { batches: 3 },
      caught: { bondLost: 2n * 10n ** 18n },
      sealed: { ballots: 5, threshold: 2, keykeepers: 3 },
    };
    assert.deepEqual(verdict(report as never), [
      "23 of 24 votes were counted.",
      "9 of 10 forged or repeated votes were refused.",
      "A contract accepted a voter's proof, and refused 3 of 3 forgeries of it.",
      "3 proofs settled the same count on the chain.",
      "A false count was caught before it could settle: the poster lost the bond of 2 ether.",
      "5 sealed ballots were opened after the end by 2 of 3 keykeepers; a copied one did not count.",
      "Test keys: this is not a real election.",
    ]);
  });
});
