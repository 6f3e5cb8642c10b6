/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "lightclient/behind": "failed";
    "lightclient/keys": "refused";
    "lightclient/no-node": "failed";
    "lightclient/process": "refused";
    "lightclient/validators": "refused";
  }
}

export {};
