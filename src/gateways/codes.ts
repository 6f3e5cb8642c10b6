/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "gateways/none": "failed";
  }
}

export {};
