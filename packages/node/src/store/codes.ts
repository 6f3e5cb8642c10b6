/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "store/backup": "failed";
    "store/closed": "failed";
    "store/full": "failed";
    "store/has-blocks": "refused";
    "store/height": "refused";
    "store/locked": "failed";
    "store/open": "failed";
    "store/version": "refused";
    "store/write": "failed";
  }
}

export {};
