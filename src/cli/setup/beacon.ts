import { Argument } from "commander";
import { closeKey } from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, readBytes, writeWhole } from "../files.js";
import { BEACON, type BeaconOptions, beaconOf, published } from "./beacon-options.js";
import { work } from "./work.js";

async function close(context: Context, path: string, options: BeaconOptions): Promise<void> {
  const { name, beacon } = beaconOf(options);
  await ensureFree(options.out);
  const zkey = await readBytes(path);
  const key = await work(context, "Closing the key", (vectors, work) =>
    closeKey({ zkey, name, beacon }, vectors, work),
  );
  await writeWhole(options.out, key.zkey);
  published(context.output, options.out, key.hash, key.before.length);
}

export const beacon: Leaf = {
  name: "beacon",
  description: "close a key with a public beacon that was announced before the last contribution",
  arguments: [new Argument("<zkey>", "the key as the last contributor published it")],
  options: [...BEACON, option("-o, --out <file>", "where to write the final key", { required: true })],
  examples: [
    "psephos setup beacon key-0003.zkey --source ethereum:23900000 --value 0x1f3a… --out final.zkey",
  ],
  handler: close,
};
