/** Whether a transcript tells of a key what the key's own record says. Nothing is proven here: `replaySetup` does that. */
import { bytesToHex } from "@noble/hashes/utils.js";
import { ensure } from "../../errors/index.js";
import { DEVELOPMENT_KEY_KIND, parseContributions, readZkeyRecord } from "../../groth16/index.js";
import { kindOf } from "../phase2/kind.js";
import { contributionHash } from "../phase2/record.js";
import { publishedOf } from "../ptau/published.js";
import { checkSignature } from "./attestation.js";
import { keyKindOf, toLinks } from "./finalize.js";
import type { CeremonyTranscript, SetupTranscript } from "./types.js";

const equal = (found: unknown, wanted: unknown): boolean => JSON.stringify(found) === JSON.stringify(wanted);

/**
 * Compares a transcript with the record of contributions in its key: circuit hash, names, hashes, beacons, signatures, kind,
 * and for powers of tau whether they are the published file that they are said to be. Takes no pairing.
 * @throws PsephosError `groth16/…` for a broken key; `setup/transcript-other-key`, `setup/attestation-signature`
 */
export async function checkTranscriptOfKey(transcript: SetupTranscript, zkey: Uint8Array): Promise<void> {
  const same = (found: unknown, wanted: unknown, what: string): void =>
    ensure(
      equal(found, wanted),
      "setup/transcript-other-key",
      `the transcript does not describe this key: ${what}`,
      "The transcript was altered. Take it as `finalize` wrote it, or run `finalize` again.",
    );
  const record = readZkeyRecord(zkey);
  const { circuitHash, contributions } = parseContributions(record.contributions);
  same(transcript.circuit.hash, bytesToHex(circuitHash), "the circuit hash");
  const development = transcript.keyKind === DEVELOPMENT_KEY_KIND;
  same(development, kindOf(record) === DEVELOPMENT_KEY_KIND, "the kind");
  if (development) return;
  const { contributions: told, powersOfTau: powers, keyKind } = transcript as CeremonyTranscript;
  const links = toLinks(
    contributions.map((made) => ({
      name: made.name,
      hash: bytesToHex(contributionHash(made)),
      beacon: made.beacon && { ...made.beacon, hash: bytesToHex(made.beacon.hash) },
    })),
  );
  same(told.length, links.length, "the number of contributions");
  for (const [i, link] of told.entries()) {
    same({ ...link, signature: null }, links[i], `contribution ${i + 1}`);
    const { name, hash, signature } = link;
    if (signature && name !== null)
      await checkSignature({ phase: "key", position: i + 1, name, hash, signature });
  }
  const { sha256, published } = powers;
  same(
    published,
    published && publishedOf({ sha256, blake2b: published.blake2b }),
    "the published powers of tau",
  );
  same(keyKind, keyKindOf(powers.contributions, links, published !== null), "the kind");
}
