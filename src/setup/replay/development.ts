/** The checks of a development key's transcript: it is made again from its public seed. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { ensure, Refusal } from "../../errors/index.js";
import { createDevelopmentKey, type DevelopmentKey, type DevelopmentTranscript } from "../dev/create.js";
import { compileVerifier } from "../solidity/compile.js";
import { type VerifierSource, verifierSource } from "../solidity/source.js";
import { codeHash, sha256Hex } from "../transcript/finalize.js";
import type { WorkOptions } from "../vectors/spread.js";
import { type ReplayFiles, readReplayFile } from "./files.js";
import { type Check, NOT_ASKED } from "./lines.js";
import { type Deployed, deployedCheck, need, pkeyCheck, same } from "./shared.js";

/** The contracts of a key, without and with batches, of the name that the contract's file has. */
function contractsOf({ verificationKey }: DevelopmentKey, file: string): VerifierSource[] {
  const circuit = basename(file).replace(/Verifier\.sol$/, "");
  return [false, true].map((batch) => verifierSource({ verificationKey, circuit, batch }));
}

/** The checks, in order. The transcript names no witness programs and no contract: what lies beside it is checked where it follows from the key. */
export function developmentChecks(
  transcript: DevelopmentTranscript,
  files: ReplayFiles,
  deployed: Deployed | undefined,
  options: WorkOptions,
): Check[] {
  let made: DevelopmentKey | undefined;
  let contracts: VerifierSource[] | undefined;
  return [
    {
      id: "sources",
      what: "circuit: its sources have the hashes named",
      run: async () => {
        throw new Refusal("setup/replay-missing", "a development key's transcript names no sources");
      },
    },
    {
      id: "program",
      what: "circuit: the witness programs beside it are the circuit's",
      run: async () => {
        const lying = [files.wasm, files.pwit]
          .filter((path) => existsSync(path))
          .map((path) => basename(path));
        if (lying.length === 0) throw new Refusal(NOT_ASKED, "there are none beside it");
        throw new Refusal(
          "setup/replay-missing",
          `a development key's transcript names none, so nothing shows what ${lying.join(" and ")} are`,
        );
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
    pkeyCheck(files),
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
    {
      id: "contract",
      what: "verifier contract: the source beside it is the key's",
      run: async () => {
        if (!existsSync(files.verifier)) throw new Refusal(NOT_ASKED, "there is none beside it");
        const found = sha256Hex(await readReplayFile(files.verifier));
        contracts = contractsOf(need(made), files.verifier).filter(
          ({ source }) => sha256Hex(source) === found,
        );
        ensure(
          contracts.length > 0,
          "setup/replay-different",
          `${basename(files.verifier)} is not what the key's verification key exports, with batches or without`,
        );
        return basename(files.verifier);
      },
    },
    deployedCheck(
      deployed,
      "verifier contract: the code on chain is the key's",
      () =>
        (contracts ?? contractsOf(need(made), files.verifier)).map((contract) =>
          codeHash(compileVerifier(contract).deployedBytecode),
        ),
      options.signal,
    ),
  ];
}
