/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "network/busy": "failed";
    "network/car": "refused";
    "network/file": "failed";
    "network/kubo": "failed";
    "network/multiaddr": "refused";
    "network/pinning": "failed";
    "network/relay": "refused";
    "network/request-size": "refused";
    "network/request-slow": "refused";
    "network/token": "refused";
  }
}

export {};
