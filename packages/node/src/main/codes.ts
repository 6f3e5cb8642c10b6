/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "node/files": "failed";
    "node/genesis-exists": "refused";
    "node/key-file": "refused";
    "node/root-differs": "refused";
    "node/settings": "refused";
    "node/verification-key": "refused";
  }
}

export {};
