/** A node that orders alone, for tests that kill it: transactions come in as lines of base64, and each answer goes out as a line. */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { base64 } from "@scure/base";
import { startSolo } from "./solo.js";

const say = (line: unknown) => writeSync(1, `${JSON.stringify(line)}\n`);

const [folder, interval] = process.argv.slice(2);
const { ordering } = await startSolo(folder!, { interval: Number(interval) });
say({ height: ordering.head.height });

for await (const line of createInterface({ input: process.stdin })) {
  ordering
    .submit(base64.decode(line))
    .then(({ id, recorded }) => recorded.then(({ height, index }) => ({ id, height, index })))
    .then(say, (error: { code?: string; message: string }) => say({ refused: error.code ?? error.message }));
}
