/** The node as a gateway: its key for sealed requests, and its signed record. */
import { encodeGatewayRecord, RECORD_SECONDS, signGatewayRecord } from "psephos/api";
import type { CheckedGenesis } from "psephos/ledger";
import { encodeKeys, publicOf } from "psephos/oblivious";
import { bytesToHex } from "viem";
import type { ObliviousDoor } from "../service/index.js";
import { obliviousKey } from "./home.js";
import type { Settings } from "./settings.js";

const KEY_ID = 1;
/** A record is signed anew when it is so old. */
const HOUR = 3_600;

/** @param seed the node's, which signs state roots. @throws PsephosError `node/key-file`, `node/files` */
export function obliviousDoor(
  { home, addresses }: Settings,
  { hash }: CheckedGenesis,
  seed: Uint8Array,
  version: string,
): ObliviousDoor {
  const secretKey = obliviousKey(home);
  const key = { id: KEY_ID, secretKey, publicKey: publicOf(secretKey) };
  const keys = bytesToHex(encodeKeys([key]));
  let signed = { at: Number.NEGATIVE_INFINITY, text: "" };
  const record = () => {
    const now = Math.floor(Date.now() / 1000);
    // Also after the clock was set back: a record must not be good for longer than it may.
    if (Math.abs(now - signed.at) >= HOUR) {
      const expires = now + RECORD_SECONDS - HOUR;
      const software = `psephos-node ${version}`;
      const unsigned = { addresses, expires, genesisHash: bytesToHex(hash), keys, software };
      signed = { at: now, text: encodeGatewayRecord(signGatewayRecord(unsigned, seed)) };
    }
    return signed.text;
  };
  return { key, record };
}
