/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "net/address": "refused";
    "net/insecure": "refused";
    "net/private-address": "refused";
    "net/redirects": "refused";
  }
}

export {};
