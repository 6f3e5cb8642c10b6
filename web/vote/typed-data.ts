/** Typed data (EIP-712) as JSON for `eth_signTypedData_v4`, which wants the domain's type spelled out. */

interface TypedData {
  readonly domain: object;
  readonly types: object;
  readonly primaryType: string;
  readonly message: object;
}

/** The fields that a domain can have, in EIP-712's order. */
const DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
] as const;

/** @returns integers of type bigint as decimal strings */
export function typedDataJson({ domain, types, primaryType, message }: TypedData): string {
  const all = { EIP712Domain: DOMAIN.filter(({ name }) => Object.hasOwn(domain, name)), ...types };
  return JSON.stringify({ domain, types: all, primaryType, message }, (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
}
