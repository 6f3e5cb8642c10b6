/** Lists of gateways' signed records: what a node serves of itself and of others, and who keeps them. */
import type { Hex } from "../bytes/index.js";
import type { CheckedGenesis } from "../ledger/index.js";
import { parseAnswer } from "./answer.js";
import {
  checkGatewayRecord,
  decodeGatewayRecord,
  encodeGatewayRecord,
  type GatewayRecord,
} from "./gateway-record.js";
import { ANNOUNCED, GATEWAYS, MOST_GATEWAYS } from "./gateway-schema.js";
import { type ClientOptions, nodeUrl, readText, send } from "./request.js";
import { ROUTES } from "./routes.js";
import type { Of } from "./schema.js";

/** The records of gateways that a node knows; they are not checked: see {@link GatewayBook}. @throws PsephosError `api/url`, `api/answer`, `api/…` */
export async function gatewaysOf(
  node: string,
  options: ClientOptions = {},
): Promise<readonly GatewayRecord[]> {
  const text = await send(nodeUrl(node), ROUTES.gateways, {}, options, (response) => readText(response, {}));
  return parseAnswer<Of<typeof GATEWAYS>>(GATEWAYS, text).gateways;
}

/**
 * Gives a node a gateway's record.
 * @returns whether it is newer than what the node had
 * @throws PsephosError `api/url`, `api/refused`: it is not a good record; `api/…`
 */
export async function announceGateway(
  node: string,
  record: GatewayRecord,
  options: ClientOptions = {},
): Promise<boolean> {
  const body = encodeGatewayRecord(record);
  const text = await send(nodeUrl(node), ROUTES.announce, { body }, options, (response) =>
    readText(response, {}),
  );
  return parseAnswer<Of<typeof ANNOUNCED>>(ANNOUNCED, text).added;
}

/**
 * The newest good record of each validator. Its size is bounded: nobody but validators can add to it, and each has one place.
 */
export class GatewayBook {
  readonly #genesis: () => Pick<CheckedGenesis, "hash" | "lists">;
  readonly #now: () => number;
  readonly #records = new Map<string, GatewayRecord>();

  /** @param genesis the chain's hash, and its validators as they are known now. @param now seconds since 1970 */
  constructor(genesis: () => Pick<CheckedGenesis, "hash" | "lists">, now = () => Date.now() / 1000) {
    this.#genesis = genesis;
    this.#now = now;
  }

  /**
   * Takes a record.
   * @returns whether it is newer than the one that is known of its validator
   * @throws PsephosError as {@link checkGatewayRecord}
   */
  add(record: GatewayRecord): boolean {
    checkGatewayRecord(this.#genesis(), record, this.#now());
    const known = this.#records.get(record.validator);
    if (known && known.expires >= record.expires) return false;
    if (!known && this.#records.size >= MOST_GATEWAYS) return false;
    this.#records.set(record.validator, record);
    return true;
  }

  /** As {@link add}, of a record in canonical JSON. @throws PsephosError `api/gateway`, `api/url` */
  addText(text: string): boolean {
    return this.add(decodeGatewayRecord(text));
  }

  /** Those that are good now: not over, and their signer is still a validator. */
  get records(): readonly GatewayRecord[] {
    const { validators } = this.#genesis().lists;
    for (const [validator, { expires }] of this.#records)
      if (expires <= this.#now() || !validators.includes(validator as Hex)) this.#records.delete(validator);
    return [...this.#records.values()];
  }

  /** The list as a node serves it. */
  encode(): string {
    return `{"gateways":[${this.records.map(encodeGatewayRecord).join(",")}]}`;
  }
}
