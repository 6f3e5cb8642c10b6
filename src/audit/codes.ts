/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "audit/ballots": "refused";
    "audit/census": "refused";
    "audit/chain": "refused";
    "audit/code": "refused";
    "audit/contract": "refused";
    "audit/count": "refused";
    "audit/file": "refused";
    "audit/history": "refused";
    "audit/key": "refused";
    "audit/lines": "refused";
    "audit/log": "refused";
    "audit/manifest": "refused";
    "audit/no-census": "refused";
    "audit/no-key": "refused";
    "audit/no-metadata": "refused";
    "audit/no-process": "refused";
    "audit/not-final": "refused";
    "audit/page": "refused";
    "audit/page-host": "failed";
    "audit/process": "refused";
    "audit/proofs": "refused";
    "audit/receipt": "refused";
    "audit/record": "refused";
    "audit/rollup": "refused";
    "audit/setup": "refused";
    "audit/signed": "refused";
    "audit/too-large": "refused";
    "audit/votes": "refused";
    "audit/worker": "failed";
  }
}

export {};
