/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "facts/kind": "failed";
    "facts/no-verifier": "failed";
  }
}

export {};
