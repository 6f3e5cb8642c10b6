import { type ChainLink, verifyPtau } from "../../../setup/index.js";
import type { Context } from "../../context.js";
import { work } from "../work.js";

/** Checks powers of tau before they are added to; those of nobody are told by their first challenge. */
export async function checkedPtau(context: Context, path: string): Promise<readonly ChainLink[]> {
  return work(context, "Checking what is there", async (vectors, options) => {
    const verified = await verifyPtau({ path, allowNone: true }, vectors, options);
    return verified.contributions;
  });
}
