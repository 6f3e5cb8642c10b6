/** The key of a ceremony: the file, its points, its compact form, its contributions. */
import { ensure } from "../../errors/index.js";
import { PtauFile } from "../formats/ptau.js";
import { type VerifiedKey, verifyKey } from "../phase2/verify.js";
import { toLinks } from "../transcript/finalize.js";
import type { CeremonyTranscript } from "../transcript/types.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import type { Check } from "./check.js";
import { contributionChecks } from "./contributions.js";
import { type ReplayFiles, readReplayFile } from "./files.js";
import { keyFileCheck, need, pkeyCheck, same } from "./shared.js";

export function keyChecks(
  transcript: CeremonyTranscript,
  files: ReplayFiles,
  vectors: PointVectors,
  options: WorkOptions,
): Check[] {
  const { circuit, contributions } = transcript;
  let key: VerifiedKey | undefined;
  return [
    keyFileCheck(transcript, files),
    {
      id: "key",
      kind: "key-points",
      run: async () => {
        await using ptau = await PtauFile.open(files.ptau);
        const [zkey, r1cs] = [await readReplayFile(files.zkey), await readReplayFile(files.r1cs)];
        key = await verifyKey({ zkey, r1cs, ptau }, vectors, options);
        same(key.circuitHash, circuit.hash, "the circuit hash");
        same(key.contributions.length, contributions.length, "the number of contributions");
        ensure(key.final, "setup/key-not-final", "no beacon has closed this key");
        return {};
      },
    },
    pkeyCheck(files),
    ...contributionChecks("key", "key", contributions, () => toLinks(need(key).contributions)),
  ];
}
