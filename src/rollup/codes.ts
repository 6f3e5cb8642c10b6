/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "rollup/artifacts": "refused";
    "rollup/ballot": "refused";
    "rollup/ballot-unopened": "refused";
    "rollup/evidence": "refused";
    "rollup/included-missing": "refused";
    "rollup/inclusion-open": "refused";
    "rollup/insecure-key": "refused";
    "rollup/instance": "refused";
    "rollup/leaves": "refused";
    "rollup/no-rollup": "refused";
    "rollup/order": "refused";
    "rollup/other-census": "refused";
    "rollup/other-census-key": "refused";
    "rollup/other-instance": "refused";
    "rollup/other-key": "refused";
    "rollup/other-overwrites": "refused";
    "rollup/other-params": "refused";
    "rollup/other-process": "refused";
    "rollup/other-transcript": "refused";
    "rollup/store": "failed";
    "rollup/too-large": "refused";
    "rollup/transcript": "refused";
    "rollup/vote": "refused";
    "rollup/vote-proof": "refused";
    "rollup/votes-needed": "refused";
  }
}

export {};
