/**
 * The wallet of `npm start`: it announces itself to the organiser's page (EIP-6963), and passes everything on to the local EVM, whose accounts are open to
 * everybody. It has no key, and it is in no page that is built: the server of the demonstration puts it there.
 */

/** Its name, for people. */
export const WALLET_NAME = "Demonstration wallet (play money)";

/** What the page may ask of it. */
const METHODS = [
  ...["eth_accounts", "eth_blockNumber", "eth_call", "eth_chainId", "eth_estimateGas", "eth_getCode"],
  ...["eth_getTransactionReceipt", "eth_sendTransaction"],
];

/** @param rpcUrl of the local EVM. @param account the one that it shows */
export const walletScript = (rpcUrl: string, account: string): string => `(() => {
  const info = Object.freeze({
    uuid: "0b6f9d5c-51f0-4a35-9d0e-7a11a5e0c0de",
    name: ${JSON.stringify(WALLET_NAME)},
    icon: "data:,",
    rdns: "org.psephos.demonstration",
  });
  const methods = new Set(${JSON.stringify(METHODS)});
  let last = 0;
  const provider = Object.freeze({
    async request({ method, params = [] }) {
      if (method === "eth_requestAccounts") return [${JSON.stringify(account)}];
      if (!methods.has(method)) throw Object.assign(new Error("the demonstration wallet cannot do " + method), { code: 4200 });
      const body = JSON.stringify({ jsonrpc: "2.0", id: ++last, method, params });
      const answer = await fetch(${JSON.stringify(rpcUrl)}, { method: "POST", headers: { "content-type": "application/json" }, body });
      const { result, error } = await answer.json();
      if (error) throw Object.assign(new Error(error.message), error);
      return result;
    },
  });
  const announce = () =>
    dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  addEventListener("eip6963:requestProvider", announce);
  announce();
})();
`;
