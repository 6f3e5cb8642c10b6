/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "node/genesis-exists": "refused";
    "node/key-file": "refused";
    "node/settings": "refused";
    "node/verification-key": "refused";
    "node/root-differs": "refused";
    "node/files": "failed";
  }
}

export {};
