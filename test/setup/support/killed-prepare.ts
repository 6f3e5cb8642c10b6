/** Prepares powers of tau and kills itself, as by SIGKILL from outside, when the third basis of so many rows is worked on. */
import { PointVectors, preparePtau } from "../../../src/setup/index.js";

const [from, to] = process.argv.slice(2) as [string, string];
let bases = 0;
let last = "";
const vectors = await PointVectors.open(1);
await preparePtau({ from, to, sizes: "all" }, vectors, {
  onProgress: ({ stage }) => {
    if (stage !== last) bases++;
    last = stage;
    if (bases === 12) process.kill(process.pid, "SIGKILL");
  },
});
