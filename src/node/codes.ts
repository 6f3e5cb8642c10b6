/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "node/ballot-mismatch": "refused";
    "node/census-root": "refused";
    "node/other-process": "refused";
    "node/overwrites": "refused";
    "node/proof-refused": "refused";
    "node/sealed-ballot": "refused";
    "node/superseded": "refused";
  }
}

export {};
