import { Argument } from "commander";
import { closePtau } from "../../../setup/index.js";
import { type Leaf, option } from "../../command.js";
import type { Context } from "../../context.js";
import { ensureFree } from "../../files.js";
import { BEACON, type BeaconOptions, beaconOf, published } from "../beacon-options.js";
import { work } from "../work.js";
import { checkedPtau } from "./checked.js";

async function close(context: Context, from: string, options: BeaconOptions): Promise<void> {
  const { name, beacon } = beaconOf(options);
  await ensureFree(options.out);
  const before = await checkedPtau(context, from);
  const { hash } = await work(context, "Closing", (vectors, work) =>
    closePtau({ from, to: options.out, name, beacon }, vectors, work),
  );
  published(context.output, options.out, hash, before.length);
}

export const beacon: Leaf = {
  name: "beacon",
  description: "close powers of tau with a public beacon",
  arguments: [new Argument("<ptau>", "the file as the last contributor published it")],
  options: [...BEACON, option("-o, --out <file>", "where to write the final file", { required: true })],
  examples: [
    "psephos setup ptau beacon powers-0003.ptau --source drand:5600000 --value 9c0d… --out powers-final.ptau",
  ],
  handler: close,
};
