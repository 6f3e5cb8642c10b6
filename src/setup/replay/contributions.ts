/** Each contribution of a phase: it is in the file as the transcript has it, and its signature is its contributor's. */
import { ensure } from "../../errors/index.js";
import { checkSignature } from "../transcript/attestation.js";
import type { TranscriptLink } from "../transcript/types.js";
import type { Check, SetupPhase } from "./check.js";
import { same } from "./shared.js";

/**
 * One check for each contribution.
 * @param found those of the file, once it has been read
 */
export function contributionChecks(
  phase: SetupPhase,
  id: string,
  links: readonly TranscriptLink[],
  found: () => readonly TranscriptLink[],
): Check[] {
  return links.map((link, i) => ({
    id,
    ...{ kind: "contribution", phase, position: i + 1, name: link.name },
    run: async () => {
      same(found()[i], { ...link, signature: null }, "the contribution in the file");
      const { name, hash, signature } = link;
      if (signature === null) return { hash, signedBy: null };
      ensure(name !== null, "setup/attestation-signature", "a signed contribution has a name");
      await checkSignature({ phase, position: i + 1, name, hash, signature });
      return { hash, signedBy: signature.address };
    },
  }));
}
