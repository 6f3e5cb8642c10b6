/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "api/aborted": "failed";
    "api/answer": "failed";
    "api/batch": "refused";
    "api/commit": "refused";
    "api/failed": "failed";
    "api/gateway": "refused";
    "api/genesis": "refused";
    "api/head": "refused";
    "api/old-block": "failed";
    "api/other-head": "failed";
    "api/receipt": "refused";
    "api/record": "refused";
    "api/refused": "refused";
    "api/timeout": "failed";
    "api/too-large": "failed";
    "api/trust": "refused";
    "api/unreachable": "failed";
    "api/url": "refused";
    "api/validators": "refused";
  }
}

export {};
