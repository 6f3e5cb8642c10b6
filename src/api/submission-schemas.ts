/** The forms of what voters send. The library's decoders read it, and ask for more: one text for each value, keys in ascending order (docs/protocol.md). */
import { listOf, object, type Schema } from "./schema.js";
import { BASE64, HEX, HEX_20, HEX_32 } from "./values.js";

const bytes = (length: number) =>
  ({ type: "string", pattern: `^0x[0-9a-f]{${2 * length}}$` }) as const satisfies Schema;
const kind = (name: string) => ({ type: "string", enum: [name] }) as const satisfies Schema;

const UINT_8 = { type: "integer", minimum: 0, maximum: 255 } as const;
const WEIGHT = { type: "string", pattern: "^[1-9][0-9]{0,38}$" } as const;
const SIGNATURE = bytes(65);

const ELIGIBILITY: Schema = {
  anyOf: [
    object({ kind: kind("member"), nodes: listOf(listOf(HEX_32, 8), 11) }),
    object({ kind: kind("holder"), proofs: listOf(listOf({ ...HEX, maxLength: 2050 }, 64), 2) }),
    object({ kind: kind("certified"), certificate: SIGNATURE }),
    object({ kind: kind("blind"), randomizer: HEX_32, signature: bytes(384) }),
  ],
};

const CONTENT = {
  encryptionKeyIndexes: listOf(UINT_8, 256),
  nonce: UINT_8,
  processId: HEX_32,
  votePackage: BASE64,
  weight: WEIGHT,
} as const;

/** An envelope, which names a census root if the process's census is dynamic. */
const envelope = (own: Readonly<Record<string, Schema>>, description: string): Schema => ({
  ...object({ ...CONTENT, ...own }, description),
  properties: { censusRoot: HEX_32, ...CONTENT, ...own },
});

/** The envelope of a vote. */
export const VOTE: Schema = {
  anyOf: [
    envelope({ nullifier: HEX_32, proof: bytes(256), voteHash: HEX_32 }, "anonymous"),
    envelope({ eligibility: ELIGIBILITY, signature: SIGNATURE, voter: HEX_20 }, "by name"),
  ],
};

export const REGISTRATION: Schema = object({
  commitment: HEX_32,
  eligibility: ELIGIBILITY,
  nonce: { type: "integer", minimum: 0, maximum: 7 },
  processId: HEX_32,
  signature: SIGNATURE,
  voter: HEX_20,
  weight: WEIGHT,
});
