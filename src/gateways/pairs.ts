/** Ways through a relay: a gateway, and a relay of another operator. The operator is who signed the record that names it. */
import type { GatewayRecord } from "../api/index.js";
import { type Hex, inRandomOrder } from "../bytes/index.js";
import type { Found } from "./find.js";
import { mayAsk } from "./strangers.js";

export interface RelayedWay {
  readonly relay: string;
  /** The validator whose record names the relay; undefined if the link or the user names it. */
  readonly operator: Hex | undefined;
  readonly gateway: string;
  readonly record: GatewayRecord;
}

/**
 * All ways through relays of other operators than the gateway's, in random order, those to gateways that agree first.
 * @param named relays that the organiser or the user names, whose operators are not known here: they come first
 */
export function pairsOf(
  { gateways, records }: Pick<Found, "gateways" | "records">,
  named: readonly string[] = [],
): readonly RelayedWay[] {
  const local = gateways.some(({ url }) => !mayAsk(url, false));
  const relays = records.flatMap(({ relays: urls, validator }) =>
    urls.filter((url) => mayAsk(url, local)).map((relay) => ({ relay, operator: validator })),
  );
  const ways = gateways.flatMap(({ url, verdict, record }) => {
    if (!record) return [];
    const others = relays.filter(({ operator }) => operator !== record.validator);
    const first = named.map((relay) => ({ relay, operator: undefined }));
    return [...first, ...others].map((one) => ({ ...one, gateway: url, record, verdict }));
  });
  const rank = ({ verdict, operator }: (typeof ways)[number]) =>
    (verdict === "agrees" ? 0 : 2) + (operator === undefined ? 0 : 1);
  return inRandomOrder(ways)
    .sort((a, b) => rank(a) - rank(b))
    .map(({ verdict: _, ...way }) => way);
}
