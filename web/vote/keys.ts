/** The census circuit's files: fetched from mirrors by the manifest that the link names, checked, kept for the next visit. */
import { type ArtifactRole, Release } from "../../src/artifacts/index.js";
import type { VotingProcess } from "../../src/ballot/index.js";
import { ensure } from "../../src/errors/index.js";
import { createProver, createVerifier, type Prover, type Verifier } from "../../src/groth16/index.js";
import { ensureCensusKey, isInsecureKind } from "../../src/process/index.js";
import type { ElectionLink } from "../shared/link.js";
import type { Download } from "./booth-types.js";

export interface LoadedKeys {
  readonly prover: Prover;
  readonly verifier: Verifier;
  /** Whether anyone may be able to forge votes: the page says so before anything else. */
  readonly insecure: boolean;
}

/** The file of the first role that the release has. */
const either = (release: Release, ...roles: readonly [ArtifactRole, ArtifactRole]): ArtifactRole =>
  release.manifest.files[roles[0]] ? roles[0] : roles[1];

/**
 * @param onProgress bytes of all files
 * @throws PsephosError `artifacts/…`; `process/other-key`: the release is not of the key that the process names
 */
export async function loadKeys(
  { proofs, manifest }: ElectionLink,
  process: VotingProcess,
  how: typeof fetch,
  onProgress: (download: Download) => void,
): Promise<LoadedKeys> {
  ensure(
    manifest !== undefined && proofs.length > 0,
    "artifacts/manifest-hash",
    "the link names no files with which votes are proved",
    "Ask the organiser for the whole link.",
  );
  // A page from this machine may fetch from it; a page from the web only from public addresses.
  const reach = globalThis.location?.protocol === "https:" ? "public" : "typed";
  const release = await Release.open(proofs, { manifestSha256: manifest, reach, fetch: how });
  const roles = [either(release, "pkey", "zkey"), either(release, "pwit", "wasm"), "vkey"] as const;
  const sizes = roles.map((role) => release.manifest.files[role]?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const got = sizes.map(() => 0);
  const load = (role: ArtifactRole, i: number) =>
    release.load(role, {
      onProgress: ({ done }) => {
        got[i] = done;
        onProgress({ done: got.reduce((sum, size) => sum + size, 0), total });
      },
    });
  const [zkey, wasm, vkey] = await Promise.all(roles.map(load));
  const verifier = await createVerifier(JSON.parse(new TextDecoder().decode(vkey)));
  const kind = release.manifest.keyKind;
  const insecure = isInsecureKind(verifier.keyKind) || kind !== "ceremony";
  // The process names the key. A verifier under another one is not used, whatever the release calls itself.
  ensureCensusKey(process, verifier, { insecure });
  return { prover: await createProver({ zkey: zkey!, wasm: wasm! }), verifier, insecure };
}
