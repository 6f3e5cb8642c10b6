/** What the checks of the ceremony's files found, in the contributor's words. */
import type { Finding } from "../../src/setup/web/index.js";
import type { ContributeWords } from "./words.js";

export function findingWords(finding: Finding, { t }: ContributeWords): string {
  switch (finding.kind) {
    case "listed":
      return finding.checked ? t("checked-listed", { file: finding.file }) : t("unchecked-listed");
    case "attestations": {
      const { checked, attested, signed, contributions } = finding;
      return checked
        ? t("checked-attestations", { attested, signed, contributions })
        : t("unchecked-attestations");
    }
    case "powers":
      return t("checked-powers");
    case "key":
      return finding.checked
        ? t("checked-key", { circuit: finding.circuit })
        : t(`unchecked-${finding.lacking}`);
  }
}
