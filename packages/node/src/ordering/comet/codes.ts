/** The codes of this folder's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "comet/clock": "failed";
    "comet/engine": "failed";
    "comet/engine-missing": "failed";
    "comet/engine-version": "refused";
    "comet/frame": "refused";
    "comet/genesis": "refused";
    "comet/home": "refused";
    "comet/not-decided": "failed";
    "comet/rpc": "failed";
    "comet/signer": "failed";
    "comet/snapshot": "refused";
    "comet/snapshot-failed": "failed";
    "comet/snapshot-servers": "refused";
    "comet/socket": "failed";
  }
}

export {};
