#!/usr/bin/env node
/** The program `psephos`. Exit codes: 0 done, 1 refused, 2 failed, 130 interrupted. */
import { readerGone } from "./context.js";
import { EXIT } from "./errors.js";
import { run } from "./run.js";

// When the reader closes the pipe (`| head`), the command ends quietly, as others do by SIGPIPE. Half-written files are removed.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exitCode = EXIT.closed;
    readerGone.abort();
  });

await run(process.argv.slice(2));
