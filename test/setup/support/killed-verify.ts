/** Verifies powers of tau and kills itself when the bases are being checked. */
import { PointVectors, verifyPtau } from "../../../src/setup/index.js";

const [path, progressFolder] = process.argv.slice(2) as [string, string];
await using vectors = await PointVectors.open(1);
await verifyPtau({ path, progressFolder }, vectors, {
  onProgress: ({ stage }) => {
    if (stage === "the basis of [alpha tau^i] in G1") process.kill(process.pid, "SIGKILL");
  },
});
