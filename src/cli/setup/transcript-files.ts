/** The files that a setup's transcript names, and where they are. */
import { basename, dirname, join } from "node:path";
import {
  type CeremonyTranscript,
  DEVELOPMENT_KEY_KIND,
  type ReplayFiles,
  type SetupTranscript,
  verifierName,
} from "../../setup/index.js";

/** Files that are not in their default places. */
export interface NamedFiles {
  readonly ptau?: string;
  readonly r1cs?: string;
  readonly zkey?: string;
}

/** The circuit's name: in the transcript, or for development keys in its file's. */
export function circuitOf(path: string, transcript: SetupTranscript): string {
  return transcript.keyKind === DEVELOPMENT_KEY_KIND
    ? basename(path).replace(/(\.dev-INSECURE)?\.transcript\.json$/, "")
    : (transcript as CeremonyTranscript).circuit.name;
}

/** Where the files of a transcript are: beside it by default. */
export function filesOf(path: string, transcript: SetupTranscript, options: NamedFiles): ReplayFiles {
  const folder = dirname(path);
  const development = transcript.keyKind === DEVELOPMENT_KEY_KIND;
  const name = circuitOf(path, transcript);
  const key = development ? `${name}.dev-INSECURE` : name;
  const contract = development ? verifierName(name) : (transcript as CeremonyTranscript).verifier.contract;
  return {
    r1cs: options.r1cs ?? join(folder, `${name}.r1cs`),
    zkey: options.zkey ?? join(folder, `${key}.zkey`),
    verificationKey: join(folder, `${key}.vkey.json`),
    verifier: join(folder, `${contract}.sol`),
    ptau: options.ptau ?? join(folder, "powers.ptau"),
    wasm: join(folder, `${name}.wasm`),
    pwit: join(folder, `${name}.pwit`),
    pkey: join(folder, `${key}.pkey`),
    page: `${path.replace(/\.json$/, "")}.md`,
  };
}
