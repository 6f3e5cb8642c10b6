/** Attestations: what contributors publish beside their files. */
import { located } from "../../errors/index.js";
import {
  type Attestation,
  attest,
  attestationName,
  attestationText,
  type CeremonyFile,
  formatAttestation,
  parseAttestation,
} from "../../setup/index.js";
import type { Context } from "../context.js";
import { readText, writeWhole } from "../files.js";

/** Writes and shows what a contributor publishes beside the file. */
export async function writeAttestation(
  { output }: Context,
  out: string,
  phase: CeremonyFile["phase"],
  {
    name,
    hash,
    before,
    unchecked = [],
  }: {
    readonly name: string;
    readonly hash: string;
    readonly before: number;
    /** What could not be checked, in words. */
    readonly unchecked?: readonly string[];
  },
): Promise<void> {
  const attestation = attest({ phase, position: before + 1, name, hash });
  const file = attestationName(out);
  await writeWhole(file, formatAttestation(attestation));
  for (const words of unchecked) output.warn(`not checked: ${words}`);
  output.line(`Written to ${out}. Publish the file, and these words where others know them to be yours:`);
  output.line();
  for (const line of attestationText(attestation).split("\n")) output.line(line);
  output.line();
  output.line(`They are in ${file} too; psephos setup sign signs them.`);
  output.result({ file: out, hash, position: before + 1, attestation: file, unchecked });
}

/** @throws PsephosError as `parseAttestation`, naming the file */
export async function readAttestation(path: string): Promise<Attestation> {
  const text = await readText(path);
  try {
    return parseAttestation(text);
  } catch (error) {
    throw located(error, path);
  }
}
