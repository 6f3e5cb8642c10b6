/** The names of a ceremony's files: `key-0003.zkey` is the key after three contributions, `powers-0002.ptau` the powers after two. */
import { ensure } from "../../errors/index.js";
import type { Attestation } from "../transcript/attestation-file.js";

export interface CeremonyFile {
  readonly name: string;
  readonly phase: Attestation["phase"];
  /** How many contributions it has. */
  readonly position: number;
  readonly prefix: string;
}

const NAME = /^([A-Za-z0-9][A-Za-z0-9._-]{0,59})-([0-9]{4})\.(zkey|ptau)$/;

/** The file that a beacon closed, under the name in the documents. */
const FINAL: Record<Attestation["phase"], RegExp> = {
  key: /(^|-)final\.zkey$/,
  "powers of tau": /(^|-)final\.ptau$/,
};
export const isFinal = (name: string): boolean => Object.values(FINAL).some((final) => final.test(name));

/** The parts of a file's name; undefined for a name of another form. */
export function parseCeremonyName(name: string): CeremonyFile | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const phase = match[3] === "zkey" ? "key" : "powers of tau";
  return { name, phase, position: Number(match[2]), prefix: match[1]! };
}

/** The name of the file that the next contribution makes. */
export function nextCeremonyName({ phase, position, prefix }: CeremonyFile): string {
  const number = String(position + 1).padStart(4, "0");
  return `${prefix}-${number}.${phase === "key" ? "zkey" : "ptau"}`;
}

/** The powers of tau that a ceremony's first key was made from. */
export const POWERS_NAME = "powers.ptau";

export const ATTESTATION = /\.attestation\.json$/;

/** The name of the attestation that is published with a file. */
export const attestationName = (name: string): string => `${name}.attestation.json`;

/**
 * The file for the next contribution: the key if there is one, otherwise the powers of tau.
 * @throws PsephosError `setup/ceremony-empty`, `setup/ceremony-ambiguous` for files of two ceremonies, `setup/ceremony-gap`
 *   if one between the first and the last is missing, `setup/ceremony-closed` if the closed file is there
 */
export function latestCeremonyFile(names: Iterable<string>): CeremonyFile {
  const given = [...new Set(names)];
  const all = given.map(parseCeremonyName).filter((file) => file !== undefined);
  const keys = all.filter(({ phase }) => phase === "key");
  const files = (keys.length > 0 ? keys : all).sort((a, b) => a.position - b.position);
  ensure(
    files.length > 0,
    "setup/ceremony-empty",
    "there is no file of a ceremony here: key-0000.zkey, or powers-0000.ptau",
  );
  const prefixes = [...new Set(files.map(({ prefix }) => prefix))];
  ensure(
    prefixes.length === 1,
    "setup/ceremony-ambiguous",
    `there are files of more than one ceremony here: ${prefixes.join(", ")}`,
    "Give the file that you got, instead of the folder.",
  );
  const first = files[0]!.position;
  for (const [i, { position }] of files.entries())
    ensure(
      position === first + i,
      "setup/ceremony-gap",
      `contribution ${first + i} is missing, but contribution ${position} is there`,
      "Every file of a ceremony is published, also the intermediate ones. Ask the organiser.",
    );
  const final = given.find((name) => FINAL[keys.length > 0 ? "key" : "powers of tau"].test(name));
  ensure(
    final === undefined,
    "setup/ceremony-closed",
    `${final} is beside the contributions: the ceremony is closed, and nobody can add to it`,
    "If the file does not belong to this ceremony, keep it in another folder.",
  );
  return files.at(-1)!;
}
