import { identityTypedData } from "../../census/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { type PurposeOptions, purpose } from "./purpose.js";

const EIP712Domain = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

export const message: Leaf = {
  name: "message",
  description:
    "print the message (EIP-712) that a wallet signs to make an identity for one organiser's processes",
  options: purpose(true),
  examples: ["psephos identity message --chain-id 1 --contract 0x… --organiser 0x…"],
  async handler({ output }: Context, options: PurposeOptions): Promise<void> {
    const { domain, types, ...rest } = identityTypedData(options);
    const document = { domain, types: { EIP712Domain, ...types }, ...rest };
    output.line(JSON.stringify(document, null, 2));
    output.result(document);
  },
};
