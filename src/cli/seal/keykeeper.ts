/** A keykeeper's secret key in its file, and its place in a ceremony. */
import { fixedHex, toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import { type CeremonyPlan, type Keykeeper, keykeeperKey } from "../../seal/index.js";
import { option } from "../command.js";
import { readText } from "../files.js";

export const KEY_FILE = option("--key <file>", "your keykeeper's key", { unless: "keykeeper.key" });

/** @throws PsephosError `cli/read`, `bytes/hex`, `seal/scalar`; `seal/not-keykeeper`: the key belongs to no keykeeper of the ceremony */
export async function keykeeperOf(file: string, plan: CeremonyPlan): Promise<Keykeeper> {
  const text = (await readText(file, "Make one with `psephos seal key`.")).trim();
  const { secretKey, publicKey } = keykeeperKey(fixedHex(text, 32, "a keykeeper's key file"));
  const place = plan.keykeepers.publicKeys.findIndex((key) => toHex(key) === toHex(publicKey)) + 1;
  ensure(
    place > 0,
    "seal/not-keykeeper",
    "the key does not belong to a keykeeper of this ceremony",
    "Check --key; the ceremony lists the keykeepers' public keys in ceremony.json.",
  );
  return { place, secretKey };
}
