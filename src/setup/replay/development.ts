/** The checks of a development key's transcript: it is made again from its public seed. */
import { PsephosError } from "../../errors.js";
import { createDevelopmentKey, type DevelopmentKey, type DevelopmentTranscript } from "../dev/create.js";
import { sha256Hex } from "../transcript/finalize.js";
import type { WorkOptions } from "../vectors/spread.js";
import { same } from "./ceremony.js";
import { type ReplayFiles, readReplayFile } from "./files.js";
import type { Check } from "./lines.js";

export function developmentChecks(
  transcript: DevelopmentTranscript,
  files: ReplayFiles,
  options: WorkOptions,
): Check[] {
  let made: DevelopmentKey;
  return [
    {
      id: "sources",
      what: "circuit: its sources have the hashes named",
      run: async () => {
        throw new PsephosError("setup/replay-missing", "a development key's transcript names no sources");
      },
    },
    {
      id: "r1cs",
      what: "circuit: the .r1cs is the one named",
      run: async () => {
        const r1cs = await readReplayFile(files.r1cs);
        same(sha256Hex(r1cs), transcript.circuit.r1csSha256, "the SHA-256 of the .r1cs");
        return `${transcript.circuit.constraints} constraints`;
      },
    },
    {
      id: "key",
      what: "key: made again from its public seed, it is the one named",
      run: async () => {
        const r1cs = await readReplayFile(files.r1cs);
        const { signal } = options;
        made = await createDevelopmentKey({ r1cs, seed: transcript.seed }, signal ? { signal } : {});
        same(made.transcript, transcript, "the transcript made again");
        return "INSECURE";
      },
    },
    {
      id: "key",
      what: "key: the published .zkey is the one named",
      run: async () => {
        same(sha256Hex(await readReplayFile(files.zkey)), transcript.zkeySha256, "the SHA-256 of the .zkey");
        return "";
      },
    },
    {
      id: "vkey",
      what: "verification key: the published .vkey.json is the one named",
      run: async () => {
        same(
          sha256Hex(await readReplayFile(files.verificationKey)),
          transcript.verificationKeySha256,
          "the SHA-256 of the .vkey.json",
        );
        return "";
      },
    },
  ];
}
