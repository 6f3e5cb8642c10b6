/** The verification key of a ceremony's key, and the verifier contract: source, code, code on chain. */
import { formatVerificationKeyFile } from "../../groth16/index.js";
import { exportVerificationKey } from "../phase2/export.js";
import { compileVerifier, SOLC_VERSION } from "../solidity/compile.js";
import { type VerifierSource, verifierSource } from "../solidity/source.js";
import { codeHash, sha256Hex } from "../transcript/finalize.js";
import type { CeremonyTranscript } from "../transcript/types.js";
import type { SetupVerificationKey } from "../verification-key.js";
import type { Check } from "./check.js";
import { type ReplayFiles, readReplayFile } from "./files.js";
import { type Deployed, deployedCheck, need, same } from "./shared.js";

export function contractChecks(
  transcript: CeremonyTranscript,
  files: ReplayFiles,
  deployed: Deployed | undefined,
  signal: AbortSignal | undefined,
): Check[] {
  const { circuit, keyKind, verificationKeySha256, verifier } = transcript;
  let verificationKey: SetupVerificationKey | undefined;
  let made: VerifierSource | undefined;
  return [
    {
      id: "vkey",
      kind: "verification-key",
      run: async () => {
        verificationKey = await exportVerificationKey(await readReplayFile(files.zkey), keyKind);
        const exported = sha256Hex(formatVerificationKeyFile(verificationKey));
        same(exported, verificationKeySha256, "the SHA-256 of the key's verification key");
        const published = sha256Hex(await readReplayFile(files.verificationKey));
        same(published, verificationKeySha256, "the SHA-256 of the published .vkey.json");
        return {};
      },
    },
    {
      id: "contract",
      kind: "contract-source",
      run: async () => {
        const about = { circuit: circuit.name, batch: verifier.batch };
        made = verifierSource({ verificationKey: need(verificationKey), ...about });
        same([made.name, sha256Hex(made.source)], [verifier.contract, verifier.sourceSha256], "the contract");
        const published = sha256Hex(await readReplayFile(files.verifier));
        same(published, verifier.sourceSha256, "the SHA-256 of the published source");
        return { contract: `${made.name}.sol` };
      },
    },
    {
      id: "code",
      kind: "contract-code",
      run: async () => {
        same(verifier.solc, SOLC_VERSION, "the compiler's version");
        const { deployedBytecode } = compileVerifier(need(made));
        same(codeHash(deployedBytecode), verifier.codeKeccak256, "the code's hash");
        return { solc: SOLC_VERSION };
      },
    },
    deployedCheck(deployed, () => [verifier.codeKeccak256], signal),
  ];
}
