/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "facts/no-verifier": "failed";
  }
}

export {};
