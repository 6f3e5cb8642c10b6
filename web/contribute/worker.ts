/** Checks the key and adds to it, away from the page. It does one task; the page then ends it, and with it all that it held. */
import { PsephosError } from "../../src/errors.js";
import { contributeToKey } from "../../src/setup/phase2/contribute.js";
import { attest, attestationText, formatAttestation } from "../../src/setup/transcript/attestation-file.js";
import { PointVectors } from "../../src/setup/vectors/vectors.js";
import { fetchKey } from "./fetch-key.js";
import type { Report, Task } from "./messages.js";

const scope = globalThis as unknown as {
  onmessage: (event: { data: Task }) => void;
  postMessage(report: Report, transfer?: Transferable[]): void;
};
const progress = (stage: string, done: number, total: number): void =>
  scope.postMessage({ kind: "progress", stage, done, total });

async function run({ key, name, typed }: Task): Promise<void> {
  const zkey =
    typeof key === "string" ? await fetchKey(key, (done, total) => progress("fetching", done, total)) : key;
  progress("checking the contributions before yours", 0, 1);
  await using vectors = await PointVectors.open();
  const made = await contributeToKey({ zkey, name, entropy: { text: typed } }, vectors, {
    onProgress: ({ stage, done, total }) => progress(stage, done, total),
  });
  const attestation = attest({ phase: "key", position: made.before.length + 1, name, hash: made.hash });
  scope.postMessage(
    {
      kind: "done",
      zkey: made.zkey,
      hash: made.hash,
      before: made.before.map(({ name, hash }) => ({ name: name ?? "(no name)", hash })),
      words: attestationText(attestation),
      attestation: formatAttestation(attestation),
    },
    [made.zkey.buffer],
  );
}

scope.onmessage = ({ data }) => {
  run(data).catch((error: unknown) => {
    const known = error instanceof PsephosError;
    scope.postMessage({
      kind: "failed",
      code: known ? error.code : "contribute/unexpected",
      message: known ? error.message : "something unexpected went wrong",
      hint: (known && error.hint) || "",
    });
  });
};
