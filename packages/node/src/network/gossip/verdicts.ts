/** What becomes of a message: it is passed on, dropped, or counts against whoever sent it. A message is checked before it is passed on. */
import { PsephosError } from "psephos";
import { decodeTransaction } from "psephos/ledger";

/** `pass`: it is new and right. `drop`: nothing is wrong with it, and nobody needs it from here. `false`: no honest node would have passed it on. */
export type GossipVerdict = "pass" | "drop" | "false";

export interface GossipTarget {
  /**
   * Checks a transaction, and takes it if this node's ordering does.
   * @returns whether it is new
   * @throws PsephosError the rule that refuses it; what fails here
   */
  transaction(bytes: Uint8Array): Promise<boolean>;
  /** Takes a gateway's record in canonical JSON. @returns whether it is not older than what is known. @throws PsephosError `api/gateway`, `api/url` */
  record(text: string): boolean;
}

/** What voters send. Oracles and keykeepers send their messages themselves, to any validator. */
const KINDS: ReadonlySet<string> = new Set(["anonymous", "named", "register"]);

/** Rules whose answer does not depend on the state that a node has come to: whoever passes such a message on has not checked it. */
const FALSE: ReadonlySet<string> = new Set([
  "ledger/ballot-mismatch",
  "ledger/cbor",
  "ledger/form",
  "ledger/not-eligible",
  "ledger/proof-refused",
  "ledger/signature",
  "ledger/too-long",
  "ledger/transaction-kind",
]);
/** Rooms whose refusals are of the message's own form. */
const FORMS: ReadonlySet<string> = new Set(["ballot", "bytes", "groth16", "engine"]);

function ofError(error: unknown): GossipVerdict {
  if (!(error instanceof PsephosError)) throw error;
  if (error.kind === "failed") return "drop";
  return FALSE.has(error.code) || FORMS.has(error.code.split("/")[0]!) ? "false" : "drop";
}

/** @throws what is no PsephosError */
export async function transactionVerdict(target: GossipTarget, bytes: Uint8Array): Promise<GossipVerdict> {
  try {
    if (!KINDS.has(decodeTransaction(bytes).kind)) return "false";
    return (await target.transaction(bytes)) ? "pass" : "drop";
  } catch (error) {
    return ofError(error);
  }
}

/** A record that is over may be on its way for honest reasons; all else that is wrong with one is not. */
export function recordVerdict(
  target: GossipTarget,
  bytes: Uint8Array,
  now = Date.now() / 1000,
): GossipVerdict {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    try {
      return target.record(text) ? "pass" : "drop";
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      const { expires } = JSON.parse(text) as { expires?: unknown };
      return typeof expires === "number" && expires <= now && expires > now - 86_400 ? "drop" : "false";
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return "false";
    throw error;
  }
}
