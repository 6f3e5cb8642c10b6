/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "network/car": "refused";
    "network/file": "failed";
    "network/kubo": "failed";
    "network/multiaddr": "refused";
    "network/pinning": "failed";
    "network/relay": "refused";
    "network/token": "refused";
  }
}

export {};
