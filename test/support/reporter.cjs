// Mocha's spec reporter, closing with the files that took longest, and one line that any CI can count: "N passed, N failed".
const { relative } = require("node:path");
const { reporters, Runner } = require("mocha");

/** Files are told of in a run that took longer, in milliseconds. */
const LONG = 60_000;
const MOST = 15;

const { EVENT_HOOK_END, EVENT_TEST_END } = Runner.constants;

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.times = new Map();
    for (const event of [EVENT_HOOK_END, EVENT_TEST_END])
      runner.on(event, ({ file, duration = 0 }) => {
        if (file) this.times.set(file, (this.times.get(file) ?? 0) + duration);
      });
  }

  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    const longest = [...this.times].sort(([, a], [, b]) => b - a).slice(0, MOST);
    const total = [...this.times.values()].reduce((sum, time) => sum + time, 0);
    if (total > LONG)
      for (const [file, time] of longest)
        console.log(`${(time / 1000).toFixed(1).padStart(7)} s ${relative(process.cwd(), file)}`);
    console.log(`${passes} passed, ${failures} failed${pending ? `, ${pending} skipped` : ""}`);
  }
};
