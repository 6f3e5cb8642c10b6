/** A gateway through a relay: its signed record is fetched there, and its key is believed once the record is a validator's of the expected chain. */
import { hexToBytes } from "@noble/hashes/utils.js";
import {
  checkGatewayRecord,
  checkValidators,
  createNodeClient,
  decodeGatewayRecord,
  GATEWAY_RECORD_BYTES,
  type GatewayRecord,
  isOfSeveral,
  type Signers,
  signersOf,
} from "../api/index.js";
import { type Hex, readUpTo } from "../bytes/index.js";
import { ensure, Failure } from "../errors/index.js";
import { decodeKeys, obliviousFetch, relayAddress } from "../oblivious/index.js";

export interface RelayOptions {
  readonly relay: string;
  readonly gateway: string;
  /**
   * The validator that runs the gateway, as the lists say: a relay whose operator is a validator, too, could else give its own record, and read everything. If left out, any validator's record is
   * believed, and the relay's operator has to be trusted to be none.
   */
  readonly validator?: Hex;
  /** Brings requests to the relay; the platform's `fetch` if left out. */
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
}

export interface RelayDoor {
  /** Brings requests to the gateway through the relay. */
  readonly carry: typeof fetch;
  readonly record: GatewayRecord;
  /**
   * Checks that the gateway's key is a validator's: on a chain of several one of now, which the gateway proves through the relay. Nothing secret may be sent before.
   * @throws PsephosError `api/gateway`, `api/validators`, `api/trust`, `api/commit`, `api/old-block`, and what the client throws
   */
  readonly check: (genesis: Signers) => Promise<void>;
}

const TIMEOUT = 30_000;

/** @throws PsephosError `oblivious/relay` */
async function readRecord({
  relay,
  gateway,
  fetch: how = fetch,
  signal,
}: RelayOptions): Promise<GatewayRecord> {
  const fail = (why: string, cause?: unknown) =>
    new Failure("oblivious/relay", `the relay did not give the node's record: ${why}`, {
      cause,
      hint: "Does the relay list this node? Its address shows the nodes that it lists.",
    });
  const limit = AbortSignal.timeout(TIMEOUT);
  let text: string;
  try {
    const response = await how(relayAddress(relay, gateway, "record"), {
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (!response.ok) throw fail(`status ${response.status}`);
    const bytes = await readUpTo(response, GATEWAY_RECORD_BYTES, () => fail("it is too long"));
    text = new TextDecoder().decode(bytes);
  } catch (cause) {
    throw cause instanceof Failure ? cause : fail("it did not answer", cause);
  }
  return decodeGatewayRecord(text);
}

/** @throws PsephosError `oblivious/relay`, `oblivious/form`, `oblivious/key`, `api/gateway` */
export async function openRelay(options: RelayOptions): Promise<RelayDoor> {
  const { relay, gateway, validator, fetch: how } = options;
  const record = await readRecord(options);
  ensure(
    validator === undefined || record.validator === validator,
    "api/gateway",
    "the relay gave the record of another validator than the one that runs this node",
    "Do not use this relay: with that record's key its operator could read what is sent.",
  );
  const key = decodeKeys(hexToBytes(record.keys.slice(2)));
  const carry = obliviousFetch({ relay, gateway, key, ...(how && { fetch: how }) });
  const signers = async (genesis: Signers): Promise<Signers> => {
    if (!isOfSeveral(genesis)) return genesis;
    const answer = await createNodeClient(gateway, { fetch: carry, timeout: TIMEOUT }).validators();
    return signersOf(genesis, checkValidators(genesis, answer).validators);
  };
  return {
    carry,
    record,
    check: async (genesis) => checkGatewayRecord(await signers(genesis), record, Date.now() / 1000),
  };
}
