/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "ordering/apply": "failed";
    "ordering/catching-up": "failed";
    "ordering/full": "failed";
    "ordering/not-validator": "refused";
    "ordering/stopping": "failed";
    "ordering/storage": "failed";
    "ordering/store-disagrees": "failed";
  }
}

export {};
