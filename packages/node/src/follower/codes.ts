/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "follower/diverged": "failed";
    "follower/endpoint": "refused";
    "follower/endpoints": "failed";
    "follower/lists": "refused";
    "follower/moved": "failed";
    "follower/notes": "failed";
    "follower/other-chain": "failed";
    "follower/other-results": "failed";
    "follower/revisions": "failed";
    "follower/state-pruned": "failed";
    "follower/unexpected": "failed";
  }
}

export {};
