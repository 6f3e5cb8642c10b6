/** What a contributor's checks found, in words. */
import { type Finding, LISTING_NAME, POWERS_NAME } from "../../setup/index.js";
import type { Output } from "../output.js";

/** @returns the end of the sentence "checked: …" or "not checked: …" */
export function findingWords(finding: Finding): string {
  switch (finding.kind) {
    case "listed":
      return finding.checked
        ? `${finding.file} is the file that ${LISTING_NAME} names`
        : `the file's hash: no ${LISTING_NAME} lists ${finding.file}`;
    case "attestations": {
      const { attested, contributions, signed } = finding;
      return finding.checked
        ? `${attested} of ${contributions} contributions are attested, ${signed} with a signature`
        : "what earlier contributors published: there is no attestation here";
    }
    case "powers":
      return "every point of the powers of tau";
    case "key":
      if (finding.checked) return `every point of the key follows from ${finding.circuit} and ${POWERS_NAME}`;
      return finding.lacking === "files"
        ? `whether the key is of the circuit: this needs one .r1cs and ${POWERS_NAME} here`
        : `whether the key is of the circuit: ${POWERS_NAME} does not fit in memory`;
  }
}

/** Prints what was found right, and warns of what could not be checked. */
export function showFindings(output: Output, findings: readonly Finding[]): void {
  for (const finding of findings) {
    if (finding.checked) output.line(`checked: ${findingWords(finding)}`);
  }
  for (const finding of findings) {
    if (!finding.checked) output.warn(`not checked: ${findingWords(finding)}`);
  }
}
