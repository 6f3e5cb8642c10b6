/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "keykeeper/behind": "failed";
    "keykeeper/damaged": "refused";
    "keykeeper/exists": "refused";
    "keykeeper/foreign-file": "refused";
    "keykeeper/no-node": "failed";
    "keykeeper/no-validators": "refused";
    "keykeeper/not-made": "refused";
    "keykeeper/other-deal": "refused";
    "keykeeper/other-history": "refused";
    "keykeeper/other-key": "refused";
    "keykeeper/other-root": "refused";
    "keykeeper/over": "refused";
    "keykeeper/passphrase": "refused";
    "keykeeper/permissions": "refused";
    "keykeeper/read": "failed";
    "keykeeper/stopped": "failed";
    "keykeeper/too-early": "refused";
    "keykeeper/two-roots": "refused";
    "keykeeper/write": "failed";
    "keykeeper/wrong-passphrase": "refused";
  }
}

export {};
