/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "census/authority-key": "refused";
    "census/authority-root": "refused";
    "census/blind-request": "refused";
    "census/blind-secret": "refused";
    "census/blind-signature": "refused";
    "census/certificate": "refused";
    "census/chain-id": "refused";
    "census/changed": "refused";
    "census/columns": "refused";
    "census/commitment": "refused";
    "census/depth": "refused";
    "census/duplicate": "refused";
    "census/full": "refused";
    "census/identity-file": "refused";
    "census/index": "refused";
    "census/issued-all": "refused";
    "census/issued-list": "refused";
    "census/issued-twice": "refused";
    "census/not-a-tree": "refused";
    "census/not-in-census": "refused";
    "census/root": "refused";
    "census/secret": "refused";
    "census/signature": "refused";
    "census/signer": "refused";
    "census/snapshot-checksum": "refused";
    "census/snapshot-entry": "refused";
    "census/snapshot-header": "refused";
    "census/snapshot-length": "refused";
    "census/snapshot-magic": "refused";
    "census/snapshot-root": "refused";
    "census/snapshot-version": "refused";
    "census/wallet-not-deterministic": "refused";
    "census/weight": "refused";
    "census/weight-exceeded": "refused";
    "census/weights": "refused";
    "csv/empty": "refused";
    "csv/extra-columns": "refused";
    "csv/header": "refused";
    "csv/header-missing": "refused";
    "csv/no-voters": "refused";
    "csv/quoted-separator": "refused";
    "csv/semicolons": "refused";
    "csv/size": "refused";
    "csv/syntax": "refused";
    "csv/tabs": "refused";
    "csv/utf-16": "refused";
    "csv/utf-8": "refused";
    "csv/zip": "refused";
  }
}

export {};
