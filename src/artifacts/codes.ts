/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "artifacts/manifest-form": "refused";
    "artifacts/manifest-hash": "refused";
    "artifacts/manifest-json": "refused";
    "artifacts/manifest-shape": "refused";
    "artifacts/manifest-size": "refused";
    "artifacts/memory": "failed";
    "artifacts/mirror": "refused";
    "artifacts/no-file": "refused";
    "artifacts/unavailable": "failed";
  }
}

export {};
