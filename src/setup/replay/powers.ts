/** The powers of tau of a ceremony: the file, its points, its contributions. */
import { publishedOf } from "../ptau/published.js";
import { type VerifiedPtau, verifyPtau } from "../ptau/verify.js";
import { toLinks } from "../transcript/finalize.js";
import { hashFile } from "../transcript/hash-file.js";
import type { CeremonyTranscript } from "../transcript/types.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import type { Check } from "./check.js";
import { contributionChecks } from "./contributions.js";
import type { ReplayFiles } from "./files.js";
import { need, same } from "./shared.js";

export function powersChecks(
  { powersOfTau }: CeremonyTranscript,
  files: ReplayFiles,
  vectors: PointVectors,
  options: WorkOptions,
): Check[] {
  const { sha256, published, contributions } = powersOfTau;
  let powers: VerifiedPtau | undefined;
  return [
    {
      id: "powers",
      kind: "powers-file",
      run: async () => {
        const hashes = await hashFile(files.ptau, options.signal);
        same(hashes.sha256, sha256, "the SHA-256 of the powers of tau");
        same(publishedOf(hashes), published, "the public file that it is");
        return { published: published?.ceremony ?? null };
      },
    },
    {
      id: "powers",
      kind: "powers-points",
      run: async () => {
        powers = await verifyPtau({ path: files.ptau }, vectors, options);
        same(
          [powers.power, powers.ceremonyPower, powers.contributions.length],
          [powersOfTau.power, powersOfTau.ceremonyPower, contributions.length],
          "their power, their ceremony's, and the number of contributions",
        );
        return { power: powers.power };
      },
    },
    ...contributionChecks("powers of tau", "powers", contributions, () =>
      toLinks(need(powers).contributions),
    ),
  ];
}
