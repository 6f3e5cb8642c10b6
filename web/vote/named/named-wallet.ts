/** What a wallet signs of a vote by name. */
import { ensure } from "../../../src/errors/index.js";
import { accountOf, signMessage, type Wallet } from "../../shared/wallets.js";
import type { Session } from "../session.js";

/** The wallet signs the vote on the review page. @throws WorkerError; PsephosError `shared/wallet…` */
export async function signVote(session: Session, wallet: Wallet): Promise<void> {
  const address = session.voter!.commitment;
  const account = await accountOf(wallet);
  ensure(account === address, "shared/wallet-account", "the wallet shows another account than before");
  const ballot = { votes: session.votes as number[], overwrite: session.overwrite };
  const { text } = await session.call("prepareNamed", ballot);
  const signature = await signMessage(wallet, account, text);
  session.signed(await session.call("signNamed", { signature }));
}
