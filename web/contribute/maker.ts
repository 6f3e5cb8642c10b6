/** Looks at a ceremony's files, checks its key and adds to it: the worker's part. The page ends the worker with the work, and with it all that it held. */
import { sha256Hex } from "../../src/artifacts/index.js";
import {
  addToKey,
  attest,
  attestationName,
  attestationText,
  type Finding,
  formatAttestation,
  formatListing,
  LISTING_NAME,
  nextCeremonyName,
  POWERS_NAME,
  PointVectors,
  parseCeremonyName,
  withFiles,
} from "../../src/setup/web/index.js";
import type { Call } from "../shared/rpc.js";
import { Course, type Journey, stepsOf } from "./course.js";
import { filesAt, filesChosen, type Given } from "./files.js";

/** The ceremony's address, or the files chosen. */
export type Source = string | readonly File[];

/** A check that cannot be made with what was given. */
export type Lacking = "listed" | "attestations" | "files" | "memory";

/** What there is, before anything is done. */
export interface Overview {
  /** The name of the key that is next. */
  readonly latest: string;
  /** The contribution's place, from 1. */
  readonly place: number;
  /** How many bytes are to be fetched. */
  readonly bytes: number;
  readonly lacking: readonly Lacking[];
}

export interface Task {
  readonly source: Source;
  readonly name: string;
  readonly typed: string;
}

/** A file to be published. */
export interface Made {
  readonly name: string;
  readonly content: Blob;
}

/** One run's work, whole: its key, its attestation and its words belong together. */
export interface Contribution {
  readonly key: Made;
  readonly attestation: Made;
  /** The new `ceremony.json`, where there was one. */
  readonly listing: Made | undefined;
  readonly before: readonly { readonly name: string; readonly hash: string }[];
  /** What was found right, and what could not be checked. */
  readonly findings: readonly Finding[];
  /** The words to publish. */
  readonly words: string;
}

export type ContributeMethods = {
  look: { argument: Source; progress: never; result: Overview };
  contribute: { argument: Task; progress: Journey; result: Contribution };
};

function lackingIn({ files: { names, listing }, latest, holdsPowers }: Given): Lacking[] {
  const listed = listing?.files.some(({ name }) => name === latest.name);
  const attested = names.some((name) => {
    const of = parseCeremonyName(name.replace(/\.attestation\.json$/, ""));
    return of?.phase === "key" && of.prefix === latest.prefix && attestationName(of.name) === name;
  });
  const grounded = names.includes(POWERS_NAME) && names.filter((name) => name.endsWith(".r1cs")).length === 1;
  const found: [boolean, Lacking][] = [
    [!listed, "listed"],
    [latest.position > 0 && !attested, "attestations"],
    [!grounded, "files"],
    [grounded && !holdsPowers, "memory"],
  ];
  return found.filter(([lacks]) => lacks).map(([, what]) => what);
}

/** @throws PsephosError as `filesAt`, `filesChosen` */
export async function look(source: Source, { signal }: Call): Promise<Overview> {
  const given = typeof source === "string" ? await filesAt(source, { signal }) : await filesChosen(source);
  const { latest, bytes } = given;
  return { latest: latest.name, place: latest.position + 1, bytes, lacking: lackingIn(given) };
}

const made = (name: string, content: Uint8Array | string): Made => ({
  name,
  content: new Blob([content as BlobPart]),
});

async function listed(name: string, content: Uint8Array | string) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { name, size: bytes.length, sha256: await sha256Hex(bytes) };
}

/** Whether the key's points are checked in spite of it. */
const isMinor = (what: Lacking): boolean => what === "listed" || what === "attestations";

/** All that is needed is fetched first: a connection that breaks costs no computing. */
async function gather(source: Source, { signal, tell }: Call<Journey>) {
  const done = new Map<string, number>();
  const onBytes = (name: string, bytes: number): void => {
    done.set(name, bytes);
    tell(course.fetched([...done.values()].reduce((a, b) => a + b, 0) / given.bytes));
  };
  const fetches = typeof source === "string";
  const given: Given = fetches ? await filesAt(source, { signal, onBytes }) : await filesChosen(source);
  const { files, latest, holdsPowers } = given;
  const course = new Course(stepsOf(lackingIn(given).every(isMinor), latest.position === 0), fetches);
  if (fetches)
    for (const name of files.names) if (name !== POWERS_NAME || holdsPowers) await files.read(name);
  return { files, latest, course };
}

/** @throws PsephosError as `look`, `addToKey` */
export async function contribute({ source, name, typed }: Task, call: Call<Journey>): Promise<Contribution> {
  const { files, latest, course } = await gather(source, call);
  await using vectors = await PointVectors.open();
  const { zkey, hash, before, findings } = await addToKey(
    { files, latest, name, entropy: { text: typed } },
    vectors,
    {
      signal: call.signal,
      onProgress: ({ stage, done, total }) => call.tell(course.worked(stage, done, total)),
    },
  );
  const numbered = parseCeremonyName(latest.name);
  const next = numbered ? nextCeremonyName(numbered) : latest.name.replace(/\.zkey$/, "-next.zkey");
  const about = attest({ phase: "key", position: before.length + 1, name, hash });
  const attested = formatAttestation(about);
  const attestation = attestationName(next);
  const listing =
    files.listing &&
    withFiles(files.listing, [await listed(next, zkey), await listed(attestation, attested)]);
  return {
    key: made(next, zkey),
    attestation: made(attestation, attested),
    listing: listing && made(LISTING_NAME, formatListing(listing)),
    before: before.map(({ name, hash }) => ({ name: name ?? "", hash })),
    findings,
    words: attestationText(about),
  };
}
