/** Checks the key and adds to it, away from the page. It does one task; the page then ends it, and with it all that it held. */
import { sha256Hex } from "../../src/artifacts/index.js";
import { PsephosError } from "../../src/errors/index.js";
import {
  addToKey,
  attest,
  attestationName,
  attestationText,
  formatAttestation,
  formatListing,
  LISTING_NAME,
  nextCeremonyName,
  PointVectors,
  parseCeremonyName,
  withFiles,
} from "../../src/setup/web/index.js";
import { filesAt, filesChosen } from "./files.js";
import type { Made, Report, Task } from "./messages.js";

const scope = globalThis as unknown as {
  onmessage: (event: { data: Task }) => void;
  postMessage(report: Report, transfer?: Transferable[]): void;
};
const progress = (stage: string, done: number, total: number): void =>
  scope.postMessage({ kind: "progress", stage, done, total });

async function listed({ name, content }: Made) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { name, size: bytes.length, sha256: await sha256Hex(bytes) };
}

async function run({ source, name, typed }: Task): Promise<void> {
  const fetching = (file: string, done: number, total: number): void =>
    progress(`fetching ${file}`, done, total);
  const { files, latest } =
    typeof source === "string" ? await filesAt(source, fetching) : await filesChosen(source);
  progress("checking what is there", 0, 1);
  await using vectors = await PointVectors.open();
  const made = await addToKey({ files, latest, name, entropy: { text: typed } }, vectors, {
    onProgress: ({ stage, done, total }) => progress(stage, done, total),
  });
  const numbered = parseCeremonyName(latest.name);
  const next = numbered ? nextCeremonyName(numbered) : latest.name.replace(/\.zkey$/, "-next.zkey");
  const about = attest({ phase: "key", position: made.before.length + 1, name, hash: made.hash });
  const key: Made = { name: next, content: made.zkey };
  const attestation: Made = { name: attestationName(next), content: formatAttestation(about) };
  const { listing } = files;
  const extended = listing && withFiles(listing, [await listed(key), await listed(attestation)]);
  scope.postMessage(
    {
      ...{ kind: "done", key, attestation },
      listing: extended && { name: LISTING_NAME, content: formatListing(extended) },
      before: made.before.map(({ name, hash }) => ({ name: name ?? "(no name)", hash })),
      findings: made.findings,
      words: attestationText(about),
    },
    [made.zkey.buffer],
  );
}

/** What a page can do about a host that does not answer it. */
const UNREACHABLE =
  "The host is down, or lets no page read it: download the files yourself, and choose them here.";

scope.onmessage = ({ data }) => {
  run(data).catch((error: unknown) => {
    const known = error instanceof PsephosError ? error : undefined;
    scope.postMessage({
      kind: "failed",
      code: known?.code ?? "contribute/unexpected",
      message: known?.message ?? "something unexpected went wrong",
      hint: known?.code === "setup/ceremony-fetch" ? UNREACHABLE : (known?.hint ?? ""),
    });
  });
};
