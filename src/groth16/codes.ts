/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "groth16/claim-shape": "refused";
    "groth16/closed": "failed";
    "groth16/file-duplicate-section": "refused";
    "groth16/file-empty": "refused";
    "groth16/file-html": "refused";
    "groth16/file-lfs-pointer": "refused";
    "groth16/file-magic": "refused";
    "groth16/file-missing-section": "refused";
    "groth16/file-trailing-bytes": "refused";
    "groth16/file-truncated": "refused";
    "groth16/file-unknown-section": "refused";
    "groth16/file-version": "refused";
    "groth16/input-shape": "refused";
    "groth16/key-mismatch": "refused";
    "groth16/key-shape": "refused";
    "groth16/missing-signal": "refused";
    "groth16/no-witness-program": "failed";
    "groth16/non-canonical-coordinate": "refused";
    "groth16/non-canonical-input": "refused";
    "groth16/non-canonical-signal": "refused";
    "groth16/pkey-rows": "refused";
    "groth16/pkey-section": "refused";
    "groth16/point-at-infinity": "refused";
    "groth16/point-not-in-subgroup": "refused";
    "groth16/point-not-on-curve": "refused";
    "groth16/proof-shape": "refused";
    "groth16/signal-count": "refused";
    "groth16/signal-size": "refused";
    "groth16/signals-shape": "refused";
    "groth16/source-fetch": "failed";
    "groth16/source-file": "failed";
    "groth16/source-shape": "refused";
    "groth16/source-size": "refused";
    "groth16/source-status": "failed";
    "groth16/target-shape": "refused";
    "groth16/target-write": "failed";
    "groth16/unknown-signal": "refused";
    "groth16/unsatisfied": "refused";
    "groth16/witness-memory": "failed";
    "groth16/witness-program": "refused";
    "groth16/wtns-counts": "refused";
    "groth16/wtns-field": "refused";
    "groth16/wtns-value": "refused";
    "groth16/zkey-coefficient": "refused";
    "groth16/zkey-contributions": "refused";
    "groth16/zkey-counts": "refused";
    "groth16/zkey-curve": "refused";
    "groth16/zkey-protocol": "refused";
    "groth16/zkey-section-size": "refused";
  }
}

export {};
