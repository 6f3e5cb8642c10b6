import { type ChainLink, verifyPtau } from "../../../setup/index.js";
import type { Context } from "../../context.js";
import { work } from "../work.js";

/** Checks powers of tau before a contribution. If there is no contribution yet, they must be the initial ones. */
export async function checkedPtau(context: Context, path: string): Promise<readonly ChainLink[]> {
  return work(context, "Checking what is there", async (vectors, options) => {
    const verified = await verifyPtau({ path, allowNone: true }, vectors, options);
    return verified.contributions;
  });
}
