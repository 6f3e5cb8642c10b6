/** The wallets of an organiser, who is told how to get one. */
import { WalletList } from "../shared/wallet-list.js";
import type { Wallet } from "../shared/wallets.js";
import { useOwnWords } from "./words.js";

export function OwnWallets(props: {
  readonly label: (name: string) => string;
  readonly disabled: boolean;
  readonly onChoose: (wallet: Wallet) => void;
}) {
  const { t } = useOwnWords();
  return <WalletList {...props} none={t("no-wallet")} />;
}
