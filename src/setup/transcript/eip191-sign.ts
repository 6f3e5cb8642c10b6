/** A private key's account, in a module of its own: viem takes longer to load than most commands to run. */
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";

/** The account, or undefined when the text is no private key. */
export function accountOf(privateKey: string): PrivateKeyAccount | undefined {
  try {
    return privateKeyToAccount(privateKey as `0x${string}`);
  } catch {
    return undefined;
  }
}
