/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "lightclient/keys": "refused";
    "lightclient/process": "refused";
    "lightclient/registrations": "refused";
  }
}

export {};
