/** The codes of the errors that pages share. */
declare module "../../src/errors/index.js" {
  interface ErrorCodes {
    "shared/link": "refused";
    "shared/passphrase": "refused";
    "shared/storage": "failed";
    "shared/wallet": "refused";
    "shared/wallet-account": "refused";
    "shared/wallet-chain": "refused";
    "shared/wallet-declined": "refused";
    "shared/worker": "failed";
  }
}

export {};
