#!/usr/bin/env node
/** The program `psephos-node`. Exit codes: 0 done, 1 refused, 2 failed, 130 interrupted, 141 the reader of its output has gone. */
import { readFileSync } from "node:fs";
import { run } from "./command.js";
import { EXIT } from "./terminal.js";

// A reader that has gone (`| head`, a collector of logs that was restarted) ends no node: what is written goes nowhere from then on.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exitCode = EXIT.closed;
  });

const manifest = new URL("../../package.json", import.meta.url);
await run(process.argv.slice(2), JSON.parse(readFileSync(manifest, "utf8")).version);
