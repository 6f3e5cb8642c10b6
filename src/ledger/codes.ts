/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "ledger/attested": "refused";
    "ledger/ballot-mismatch": "refused";
    "ledger/blind-key": "refused";
    "ledger/canceled": "refused";
    "ledger/cbor": "refused";
    "ledger/census-root": "refused";
    "ledger/commitment": "refused";
    "ledger/contract": "refused";
    "ledger/eligibility": "refused";
    "ledger/ended": "refused";
    "ledger/entity": "refused";
    "ledger/form": "refused";
    "ledger/full": "refused";
    "ledger/genesis": "refused";
    "ledger/height": "refused";
    "ledger/key-indexes": "refused";
    "ledger/line": "refused";
    "ledger/move": "refused";
    "ledger/no-ceremony": "refused";
    "ledger/no-keykeepers": "refused";
    "ledger/no-process": "refused";
    "ledger/no-registration": "refused";
    "ledger/no-transaction": "refused";
    "ledger/no-vote": "refused";
    "ledger/not-counted": "refused";
    "ledger/not-eligible": "refused";
    "ledger/not-oracle": "refused";
    "ledger/not-started": "refused";
    "ledger/old-word": "refused";
    "ledger/other-genesis": "refused";
    "ledger/other-root": "refused";
    "ledger/overwrites": "refused";
    "ledger/package": "refused";
    "ledger/paused": "refused";
    "ledger/process-id": "refused";
    "ledger/proof": "refused";
    "ledger/proof-refused": "refused";
    "ledger/registered": "refused";
    "ledger/registration-over": "refused";
    "ledger/revealed": "refused";
    "ledger/rollup": "refused";
    "ledger/round": "refused";
    "ledger/sealed-ballot": "refused";
    "ledger/sealed-length": "refused";
    "ledger/sequence": "refused";
    "ledger/signature": "refused";
    "ledger/snapshot": "refused";
    "ledger/snapshot-chunk": "refused";
    "ledger/snapshot-content": "refused";
    "ledger/snapshot-root": "refused";
    "ledger/stale-root": "refused";
    "ledger/subject": "refused";
    "ledger/superseded": "refused";
    "ledger/too-early": "refused";
    "ledger/too-long": "refused";
    "ledger/too-many-words": "refused";
    "ledger/unknown-key": "refused";
    "ledger/unsupported": "refused";
    "ledger/vote-kind": "refused";
    "ledger/weight": "refused";
  }
}

export {};
