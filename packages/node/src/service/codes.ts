/** The codes of this room's errors. */
declare module "psephos/errors" {
  interface ErrorCodes {
    "service/before-snapshot": "refused";
    "service/body": "refused";
    "service/busy": "failed";
    "service/content-store": "failed";
    "service/headers": "refused";
    "service/internal": "failed";
    "service/length": "refused";
    "service/media-type": "refused";
    "service/method": "refused";
    "service/no-block": "refused";
    "service/no-commits": "refused";
    "service/no-content": "refused";
    "service/no-gateway": "refused";
    "service/no-receipt": "refused";
    "service/no-record": "refused";
    "service/no-route": "refused";
    "service/no-signature": "refused";
    "service/oblivious-route": "refused";
    "service/query": "refused";
    "service/rate": "refused";
    "service/repeated": "refused";
    "service/request": "refused";
    "service/slow": "refused";
    "service/streams": "failed";
    "service/too-large": "refused";
    "service/transaction-kind": "refused";
    "service/unknown-content": "refused";
  }
}

export {};
