// The command line itself: failures as JSON whatever they are, readers that leave, numbers below 0.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { psephos, psephosJson, start } from "../support/cli.js";

describe("cli: the command line", () => {
  it("tells every failure as JSON under --json, a wrong command or option too", async () => {
    const cases = [
      [["frob"], /unknown command 'frob'/],
      [["rollup"], /a command is missing/],
      [["rollup", "frob"], /unknown command 'frob'/],
      [["vote"], /missing required argument 'votes'/],
      [["identity", "new", "--frob"], /unknown option '--frob'/],
      [["rollup", "open", "0x1"], /required option '--contract <address>' not specified/],
      [["chain", "dev", "--port", "x"], /It takes a port/],
    ] as const;
    for (const [args, message] of cases) {
      const { code, json, stderr } = await psephosJson(args);
      assert.deepEqual([code, json.error.code, stderr], [2, "cli/usage", ""], args.join(" "));
      assert.match(json.error.message, message);
      assert.match(json.error.hint, /--help/);
    }
    const meant = await psephosJson(["votee"]);
    assert.match(meant.json.error.hint, /Did you mean vote\?/);
  });

  it("ends quietly when the reader closes the pipe, with SIGPIPE's exit code", async () => {
    for (const args of [["--help"], ["rollup", "--help"], ["identity", "commitment", "none"]]) {
      const { child, done } = start(args);
      child.stdout.destroy();
      child.stderr.destroy();
      assert.equal((await done).code, 141, args.join(" "));
    }
    const { child, done } = start(["--help"]);
    child.stdout.destroy();
    assert.deepEqual(await done, { code: 141, stdout: "", stderr: "" });
  });

  it("leaves the process as it was: a write to a closed pipe does not end it", async function () {
    if (process.platform !== "linux") return this.skip();
    const ignored = () => {
      const mask = /^SigIgn:\s+([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))![1]!;
      return (BigInt(`0x${mask}`) >> BigInt(constants.signals.SIGPIPE - 1)) & 1n;
    };
    assert.equal(ignored(), 1n);
    await psephos(["identity", "commitment", "none"]);
    assert.equal(ignored(), 1n);
  });

  it("says that no number is negative, as a value or as an option's", async () => {
    for (const args of [
      ["vote", "-1,0"],
      ["results", "report", "0x1", "r.json", "-5"],
    ]) {
      const { code, stderr } = await psephos(args);
      assert.equal(code, 2);
      assert.match(stderr, /^(-1,0 is a negative number, and no value here is negative|error: )/);
    }
    const overwrite = await psephosJson(["vote", "1", "--overwrite", "-1"]);
    assert.deepEqual(
      [overwrite.code, overwrite.json.error.message],
      [2, "--overwrite takes an integer from 0 to 255"],
    );
    const port = await psephosJson(["chain", "dev", "--port", "-1"]);
    assert.match(port.json.error.message, /It takes a port/);
  });
});
