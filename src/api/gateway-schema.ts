/** The forms of a gateway's signed record and of lists of them. */
import { object } from "./schema.js";
import { COUNT, FLAG, HEX_32, HEX_64 } from "./values.js";

const ADDRESS = { type: "string", maxLength: 200 } as const;
const GOSSIP = { type: "string", maxLength: 300 } as const;

/** The fields in ascending order, as they are signed. */
const FIELDS = {
  addresses: { type: "array", items: ADDRESS, maxItems: 8 },
  expires: { ...COUNT, description: "seconds since 1970" },
  genesisHash: HEX_32,
  gossip: { type: "array", items: GOSSIP, maxItems: 8, description: "multiaddresses for other nodes" },
  keys: { type: "string", pattern: "^0x(?:[0-9a-f]{2}){1,512}$", description: "as RFC 9458 has them" },
  relays: {
    type: "array",
    items: ADDRESS,
    maxItems: 8,
    description: "addresses of relays of Oblivious HTTP that this operator runs",
  },
  software: { type: "string", maxLength: 100 },
  validator: HEX_32,
} as const;

export const GATEWAY_RECORD = {
  type: "object",
  properties: { ...FIELDS, signature: HEX_64 },
  required: [
    ...(["addresses", "expires", "genesisHash", "gossip", "keys"] as const),
    ...(["relays", "signature", "software", "validator"] as const),
  ],
  additionalProperties: false,
} as const;

/** Records of a list. */
export const MOST_GATEWAYS = 128;

export const GATEWAYS = object(
  { gateways: { type: "array", items: GATEWAY_RECORD, maxItems: MOST_GATEWAYS } },
  "signed records of gateways, one for each validator, in no order",
);

/** What a node says to a gateway's record: whether it is newer than what it had of that gateway. */
export const ANNOUNCED = object({ added: FLAG });
