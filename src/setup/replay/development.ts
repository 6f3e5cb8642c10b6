/** The checks of a development key's transcript: it is made again from its public seed. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { ensure, Refusal } from "../../errors/index.js";
import { createDevelopmentKey, type DevelopmentKey, type DevelopmentTranscript } from "../dev/create.js";
import { compileVerifier } from "../solidity/compile.js";
import { type VerifierSource, verifierSource } from "../solidity/source.js";
import { codeHash, sha256Hex } from "../transcript/finalize.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { Check } from "./check.js";
import { type ReplayFiles, readReplayFile } from "./files.js";
import { NOT_ASKED } from "./run.js";
import { type Deployed, deployedCheck, keyFileCheck, need, pkeyCheck, same } from "./shared.js";

/** The contracts of a key, without and with batches, of the name that the contract's file has. */
function contractsOf({ verificationKey }: DevelopmentKey, file: string): VerifierSource[] {
  const circuit = basename(file).replace(/Verifier\.sol$/, "");
  return [false, true].map((batch) => verifierSource({ verificationKey, circuit, batch }));
}

/** The checks, in order. The transcript names no witness programs and no contract. A file beside it is checked if it follows from the key. */
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
      kind: "sources",
      run: async () => {
        throw new Refusal("setup/replay-missing", "a development key's transcript names no sources");
      },
    },
    {
      id: "program",
      kind: "programs",
      run: async () => {
        const present = [files.wasm, files.pwit]
          .filter((path) => existsSync(path))
          .map((path) => basename(path));
        if (present.length === 0)
          throw new Refusal(NOT_ASKED, "there are no witness programs beside the transcript");
        throw new Refusal(
          "setup/replay-missing",
          `a development key's transcript names none, so nothing shows what ${present.join(" and ")} are`,
        );
      },
    },
    {
      id: "r1cs",
      kind: "circuit",
      run: async () => {
        const r1cs = await readReplayFile(files.r1cs);
        same(sha256Hex(r1cs), transcript.circuit.r1csSha256, "the SHA-256 of the .r1cs");
        return { constraints: transcript.circuit.constraints };
      },
    },
    {
      id: "key",
      kind: "remade-key",
      run: async () => {
        const r1cs = await readReplayFile(files.r1cs);
        const { signal } = options;
        made = await createDevelopmentKey({ r1cs, seed: transcript.seed }, signal ? { signal } : {});
        same(made.transcript, transcript, "the transcript made again");
        return { keyKind: transcript.keyKind };
      },
    },
    keyFileCheck(transcript, files),
    pkeyCheck(files),
    {
      id: "vkey",
      kind: "verification-key",
      run: async () => {
        same(
          sha256Hex(await readReplayFile(files.verificationKey)),
          transcript.verificationKeySha256,
          "the SHA-256 of the .vkey.json",
        );
        return {};
      },
    },
    {
      id: "contract",
      kind: "contract-source",
      run: async () => {
        if (!existsSync(files.verifier))
          throw new Refusal(NOT_ASKED, "there is no contract beside the transcript");
        const found = sha256Hex(await readReplayFile(files.verifier));
        contracts = contractsOf(need(made), files.verifier).filter(
          ({ source }) => sha256Hex(source) === found,
        );
        ensure(
          contracts.length > 0,
          "setup/replay-different",
          `${basename(files.verifier)} is not what the key's verification key exports, with batches or without`,
        );
        return { contract: basename(files.verifier) };
      },
    },
    deployedCheck(
      deployed,
      () =>
        (contracts ?? contractsOf(need(made), files.verifier)).map((contract) =>
          codeHash(compileVerifier(contract).deployedBytecode),
        ),
      options.signal,
    ),
  ];
}
