import { toHex } from "../../bytes/index.js";
import { createKeykeeperKeys, keykeeperSecretBytes } from "../../seal/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { writeWhole } from "../files.js";

export const key: Leaf = {
  name: "key",
  description: "make a keykeeper's key and write it to a file that only you can read",
  options: [
    option("-o, --out <file>", "where to write it (mode 0600; never replaced)", { unless: "keykeeper.key" }),
  ],
  examples: ["psephos seal key", "psephos seal key --out anna.key --json"],
  async handler({ output }: Context, { out }: { readonly out: string }): Promise<void> {
    const { secretKey, publicKey } = createKeykeeperKeys();
    await writeWhole(out, `${toHex(keykeeperSecretBytes(secretKey))}\n`, { secret: true });
    output.line(
      `Key written to ${out}. Keep it until the ballots are open: your part of the count needs it.`,
    );
    output.field("public key", toHex(publicKey));
    output.result({ file: out, publicKey: toHex(publicKey) });
  },
};
