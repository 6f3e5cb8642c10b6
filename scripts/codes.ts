/** The codes of the scripts' errors. */
declare module "../src/errors/index.js" {
  interface ErrorCodes {
    "build/cargo": "failed";
    "build/chain": "failed";
    "build/circom": "refused";
    "build/generated": "refused";
    "build/go": "failed";
    "build/hash": "refused";
    "build/missing-include": "refused";
    "build/no-circuit": "refused";
    "build/public-signals": "refused";
    "build/r1cs": "refused";
    "build/size": "refused";
    "build/slither": "refused";
    "build/solc": "refused";
    "build/too-many-constraints": "refused";
    "build/unknown-instance": "refused";
    "build/usage": "refused";
    "lint/circomspect": "refused";
    "lint/finding": "refused";
    "lint/not-analysed": "refused";
    "lint/stale": "refused";
    "mutants/arity": "refused";
    "mutants/bracket": "refused";
    "mutants/circomlib": "refused";
    "mutants/lenient": "refused";
    "mutants/list": "refused";
    "mutants/nested-group": "refused";
    "mutants/no-piece": "refused";
    "mutants/none": "refused";
    "mutants/open-group": "refused";
    "mutants/piece": "refused";
    "mutants/stray-end": "refused";
    "mutants/token": "refused";
    "mutants/ungrouped": "refused";
    "mutants/unknown": "refused";
    "mutants/worker": "refused";
    "release/changelog": "refused";
    "release/check": "refused";
    "release/not-clean": "refused";
    "release/pages": "refused";
    "release/usage": "refused";
    "release/version": "refused";
  }
}

export {};
