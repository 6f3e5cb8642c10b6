/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "api/head": "refused";
    "api/other-head": "failed";
    "api/receipt": "refused";
  }
}

export {};
