/** What a wallet signs for a voter: an identity, and a registration. */
import { accountOf, signTypedData, useChain, type Wallet } from "../../shared/wallets.js";
import type { Session } from "../session.js";

/** The identity of a wallet's account, which signs the same message twice. @throws PsephosError `shared/wallet…`; WorkerError `census/…` */
export async function walletIdentity(session: Session, wallet: Wallet): Promise<string> {
  const address = await accountOf(wallet);
  await useChain(wallet, session.election!.chainId!);
  const { data } = await session.call("identityMessage", undefined);
  const first = await signTypedData(wallet, address, data);
  const second = await signTypedData(wallet, address, data);
  return (await session.call("walletIdentity", { address, signatures: [first, second] })).identity;
}

/** Registers the session's identity for an account of the census, and waits until it is recorded. @throws as {@link walletIdentity}, and the node's refusal */
export async function registerWith(session: Session, wallet: Wallet): Promise<void> {
  const address = await accountOf(wallet);
  await session.register(async (number) => {
    const { data } = await session.call("registrationMessage", { address, number });
    const signature = await signTypedData(wallet, address, data);
    return session.call("register", { address, signature, number });
  });
}
