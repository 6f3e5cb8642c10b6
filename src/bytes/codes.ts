/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "bytes/address": "refused";
    "bytes/hex": "refused";
    "bytes/non-canonical": "refused";
    "bytes/random-bound": "refused";
    "bytes/uint": "refused";
  }
}

export {};
