#!/usr/bin/env node
/** The program `psephos-node`. Exit codes: 0 done, 1 refused, 2 failed, 130 interrupted. */
import { readFileSync } from "node:fs";
import { run } from "./command.js";

const manifest = new URL("../../package.json", import.meta.url);
await run(process.argv.slice(2), JSON.parse(readFileSync(manifest, "utf8")).version);
