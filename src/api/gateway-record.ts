/**
 * What a gateway says of itself, signed by the key with which its node signs state roots: so whoever has the genesis document knows a validator's record, from wherever it came.
 *
 *     ed25519 over utf8("Psephos gateway record v2") ‖ utf8(the record in canonical JSON, without its signature)
 */
import { ed25519 } from "@noble/curves-2/ed25519.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { fixedHex, type Hex, toHex } from "../bytes/index.js";
import { ensure, PsephosError } from "../errors/index.js";
import type { CheckedGenesis } from "../ledger/index.js";
import { parseJson } from "../process/index.js";
import { GATEWAY_RECORD } from "./gateway-schema.js";
import { nodeUrl } from "./request.js";
import { type Of, schemaProblem } from "./schema.js";

/** `keys`: the gateway's keys for Oblivious HTTP; `validator`: the ed25519 key that signs. */
export type GatewayRecord = Of<typeof GATEWAY_RECORD>;
export type UnsignedGatewayRecord = Omit<GatewayRecord, "signature" | "validator">;

/** A record is good for so many seconds at most. */
export const RECORD_SECONDS = 7 * 86_400;
/** The most bytes of a record. */
export const GATEWAY_RECORD_BYTES = 16_384;
const DOMAIN = utf8ToBytes("Psephos gateway record v2");

function signedBytes(record: Omit<GatewayRecord, "signature">): Uint8Array {
  const { addresses, expires, genesisHash, gossip, keys, relays, software, validator } = record;
  const signed = { addresses, expires, genesisHash, gossip, keys, relays, software, validator };
  return concatBytes(DOMAIN, utf8ToBytes(JSON.stringify(signed)));
}

/** Signs a record. @param secretKey ed25519, 32 bytes */
export function signGatewayRecord(record: UnsignedGatewayRecord, secretKey: Uint8Array): GatewayRecord {
  const unsigned = { ...record, validator: toHex(ed25519.getPublicKey(secretKey)) };
  return { ...unsigned, signature: toHex(ed25519.sign(signedBytes(unsigned), secretKey)) };
}

/** In canonical JSON: keys in ascending order, no white space. */
export function encodeGatewayRecord(record: GatewayRecord): string {
  const { addresses, expires, genesisHash, gossip, keys, relays, signature, software, validator } = record;
  return JSON.stringify({
    ...{ addresses, expires, genesisHash, gossip, keys, relays, signature, software, validator },
  });
}

/** Reads a record; its signature is not checked. @throws PsephosError `api/gateway` */
export function decodeGatewayRecord(text: string): GatewayRecord {
  ensure(text.length <= GATEWAY_RECORD_BYTES, "api/gateway", "the gateway's record is too long");
  let document: unknown;
  try {
    document = parseJson(utf8ToBytes(text));
  } catch (error) {
    const why = error instanceof PsephosError ? error.message : "it is not JSON";
    ensure(false, "api/gateway", `the gateway's record is malformed: ${why}`);
  }
  const problem = schemaProblem(GATEWAY_RECORD, document);
  ensure(problem === undefined, "api/gateway", () => `the gateway's record is malformed: ${problem}`);
  const record = document as GatewayRecord;
  ensure(
    encodeGatewayRecord(record) === text,
    "api/gateway",
    "the gateway's record is not in canonical form",
  );
  return record;
}

function isSigned(record: GatewayRecord): boolean {
  try {
    return ed25519.verify(
      fixedHex(record.signature, 64, "a signature"),
      signedBytes(record),
      fixedHex(record.validator, 32, "a validator's key"),
      { zip215: false },
    );
  } catch {
    return false;
  }
}

/**
 * Checks a record: of this chain, by one of its validators, and not over.
 * @param now seconds since 1970
 * @throws PsephosError `api/gateway`; `api/url`: one of its addresses is none
 */
export function checkGatewayRecord(
  { hash, lists }: Pick<CheckedGenesis, "hash" | "lists">,
  record: GatewayRecord,
  now: number,
): void {
  ensure(
    record.genesisHash === toHex(hash),
    "api/gateway",
    "the gateway's record is of another voting chain",
  );
  ensure(
    lists.validators.includes(record.validator as Hex),
    "api/gateway",
    "the gateway's record is signed by a key that is not a validator of this chain",
  );
  ensure(
    isSigned(record),
    "api/gateway",
    "the signature of the gateway's record is not its validator's",
    "Do not use whoever gave it.",
  );
  ensure(record.expires > now, "api/gateway", "the gateway's record is over", "Check this machine's clock.");
  ensure(record.expires <= now + RECORD_SECONDS, "api/gateway", "the gateway's record is good for too long");
  for (const address of [...record.addresses, ...record.relays]) nodeUrl(address);
}
