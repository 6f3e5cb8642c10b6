/** A node through a relay: its signed record is fetched there, and its key is believed once the record is a validator's of the expected chain. */
import { hexToBytes } from "@noble/hashes/utils.js";
import { checkGatewayRecord, decodeGatewayRecord, type GatewayRecord } from "../api/index.js";
import { Failure } from "../errors/index.js";
import type { CheckedGenesis } from "../ledger/index.js";
import { decodeKeys, obliviousFetch, relayAddress } from "../oblivious/index.js";
import type { Context } from "./context.js";

export interface RelayDoor {
  /** Brings requests to the node through the relay. */
  readonly carry: typeof fetch;
  /** Checks that the node's key is a validator's. Nothing secret may be sent before. @throws PsephosError `api/gateway` */
  readonly check: (genesis: CheckedGenesis) => void;
}

const TIMEOUT = 30_000;
const MOST_RECORD = 16_384;

/** @throws PsephosError `oblivious/relay` */
async function readRecord({ signal }: Context, address: string): Promise<GatewayRecord> {
  const fail = (why: string, cause?: unknown) =>
    new Failure("oblivious/relay", `the relay did not give the node's record: ${why}`, {
      cause,
      hint: "Does the relay list this node? Its address shows the nodes that it lists.",
    });
  let text: string;
  try {
    const response = await fetch(address, {
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    if (!response.ok) throw fail(`status ${response.status}`);
    if (Number(response.headers.get("content-length") ?? 0) > MOST_RECORD) throw fail("it is too long");
    text = await response.text();
  } catch (cause) {
    throw cause instanceof Failure ? cause : fail("it did not answer", cause);
  }
  return decodeGatewayRecord(text);
}

/** @throws PsephosError `oblivious/relay`, `oblivious/form`, `oblivious/key`, `api/gateway` */
export async function openRelay(context: Context, relay: string, node: string): Promise<RelayDoor> {
  const record = await readRecord(context, relayAddress(relay, node, "record"));
  const key = decodeKeys(hexToBytes(record.keys.slice(2)));
  return {
    carry: obliviousFetch({ relay, gateway: node, key }),
    check: (genesis) => checkGatewayRecord(genesis, record, Date.now() / 1000),
  };
}

/** Says what each party sees. */
export function tellRelay({ output }: Context, relay: string, node: string): void {
  output.line(`Through the relay ${new URL(relay).host} to the node ${new URL(node).host}:`);
  output.field(
    "relay sees",
    "your network address, the node's, the time and lengths; not what you ask and send",
  );
  output.field("node sees", "what you ask and send, and the time; not your network address");
  output.line("If one operator runs both, it sees everything: choose a relay of another one.");
}
