/** The wallets that this browser has, one button each. */
import { useEffect, useState } from "preact/hooks";
import { Button, Inset, useWords } from "./components.js";
import { type Wallet, watchWallets } from "./wallets.js";

export function WalletList({
  label,
  disabled,
  none,
  onChoose,
}: {
  readonly label: (name: string) => string;
  readonly disabled: boolean;
  /** What to say if there is none; to voters if left out. */
  readonly none?: string;
  readonly onChoose: (wallet: Wallet) => void;
}) {
  const { t } = useWords();
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  useEffect(() => watchWallets(setWallets), []);
  if (wallets.length === 0)
    return (
      <Inset>
        <p>{none ?? t("wallet-none")}</p>
      </Inset>
    );
  return (
    <div class="buttons">
      {wallets.map((wallet) => (
        <Button key={wallet.id} disabled={disabled} onClick={() => onChoose(wallet)}>
          {label(wallet.name)}
        </Button>
      ))}
    </div>
  );
}
