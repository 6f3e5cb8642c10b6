/** What a wallet signs for a voter: an identity, and a registration. */
import { errorShown } from "../shared/rpc.js";
import { accountOf, signTypedData, useChain, type Wallet } from "../shared/wallets.js";
import type { Session } from "./session.js";

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
  const number = session.registration;
  const { data } = await session.call("registrationMessage", { address, number });
  const signature = await signTypedData(wallet, address, data);
  try {
    await session.call("register", { address, signature, number });
  } catch (error) {
    // The account has registered another code before: the next number replaces it, if the voter wants.
    if (errorShown(error).code === "ledger/registered") session.registration++;
    throw error;
  }
  await session.noteRegistered();
}
