/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "ledger/cbor": "refused";
  }
}

export {};
