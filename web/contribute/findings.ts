/** What the checks of the ceremony's files found, in words. */
import type { Finding } from "../../src/setup/web/index.js";

/** @returns the end of the line "checked: …" or "NOT CHECKED: …" */
export function findingWords(finding: Finding): string {
  switch (finding.kind) {
    case "listed":
      return finding.checked
        ? `${finding.file} is the file that ceremony.json names`
        : "the file's hash: no ceremony.json lists it";
    case "attestations":
      return finding.checked
        ? `${finding.attested} of ${finding.contributions} contributions are attested, ${finding.signed} with a signature`
        : "what earlier contributors published: there is no attestation here";
    case "powers":
      return "every point of the powers of tau";
    case "key":
      if (finding.checked) return `every point of the key follows from ${finding.circuit} and powers.ptau`;
      return finding.lacking === "files"
        ? "whether the key is of the circuit: this needs one .r1cs and powers.ptau here"
        : "whether the key is of the circuit: powers.ptau is too large for a page, but the command line checks it";
  }
}
