/**
 * Proofs kept in a folder, one file for each, so that proving can be resumed and shared among
 * machines. A file is used only for the public signals it was made for, and only if its proof is valid. Otherwise (it may come
 * from anywhere, be cut short, or belong to another rollup) the proof is made again.
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import { builtin, fixedHex, type Hex } from "../bytes/index.js";
import { ensureAble, Failure, PsephosError } from "../errors/index.js";
import { writeWhole } from "../files/index.js";
import type { Verifier } from "../groth16/index.js";

const PROOF_BYTES = 256;

/** What is used of Node's file system. */
interface Files {
  readFile(path: string, encoding: "utf8"): Promise<string>;
}

/** Where proofs are kept. */
export interface ProofStore {
  /** The proof of `name` for these public signals, 256 bytes; `null` if there is no valid one. */
  load(name: string, signals: readonly bigint[]): Promise<Uint8Array | null>;
  save(name: string, signals: readonly bigint[], proof: Uint8Array): Promise<void>;
}

/** The proof in a file's text, if it is for these signals; `null` for anything else. */
function readProof(text: string, signals: readonly string[]): Uint8Array | null {
  try {
    const { publicSignals, proof } = JSON.parse(text) as { publicSignals: unknown; proof: unknown };
    if (JSON.stringify(publicSignals) !== JSON.stringify(signals)) return null;
    return fixedHex(proof, PROOF_BYTES, "proof");
  } catch {
    return null;
  }
}

async function readIfThere(files: Files, path: string): Promise<string | null> {
  try {
    return await files.readFile(path, "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw new Failure("rollup/store", `cannot read ${path}`, { cause: error });
  }
}

/**
 * Keeps proofs in `folder`, which is made if it does not exist.
 * @param verifier of the key in use
 * @throws PsephosError `rollup/store` where there are no folders, as in a browser
 */
export function folderStore(folder: string, verifier: Verifier): ProofStore {
  const files = builtin<Files>("node:fs/promises");
  ensureAble(
    files,
    "rollup/store",
    "this platform has no folders",
    "Prove without `folder`, and keep the proofs yourself.",
  );
  const path = (name: string) => `${folder}/${name}.json`;
  return {
    async load(name, signals) {
      const text = await readIfThere(files, path(name));
      const publicSignals = signals.map(String);
      const proof = text === null ? null : readProof(text, publicSignals);
      if (proof === null) return null;
      const holds = await verifier.verify({ proof, publicSignals }).catch((error: unknown) => {
        if (error instanceof PsephosError && error.code !== "groth16/closed") return false;
        throw error;
      });
      return holds ? proof : null;
    },
    async save(name, signals, proof) {
      const document = { publicSignals: signals.map(String), proof: `0x${bytesToHex(proof)}` satisfies Hex };
      await writeWhole(path(name), `${JSON.stringify(document)}\n`, { replace: true });
    },
  };
}
