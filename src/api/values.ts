/** The values that all forms of the door share. */

export const HEX_20 = { type: "string", pattern: "^0x[0-9a-f]{40}$" } as const;
export const HEX_32 = { type: "string", pattern: "^0x[0-9a-f]{64}$" } as const;
export const HEX_64 = { type: "string", pattern: "^0x[0-9a-f]{128}$" } as const;
export const HEX = { type: "string", pattern: "^0x(?:[0-9a-f]{2})*$" } as const;
/** SHA3-256 as content URIs write it. */
export const CONTENT_HASH = { type: "string", pattern: "^[0-9a-f]{64}$" } as const;
export const BASE64 = { type: "string", pattern: "^[A-Za-z0-9+/]*={0,2}$" } as const;
export const COUNT = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
/** An integer that can be larger than 53 bits. */
export const DECIMAL = { type: "string", pattern: "^(?:0|[1-9][0-9]{0,77})$" } as const;
export const TEXT = { type: "string", maxLength: 20_000 } as const;
export const FLAG = { type: "boolean" } as const;

export const SIGNED_ROOT = {
  height: COUNT,
  signature: HEX_64,
  stateRoot: HEX_32,
  validator: HEX_32,
} as const;
