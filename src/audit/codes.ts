/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "audit/manifest": "refused";
    "audit/no-census": "refused";
    "audit/no-key": "refused";
    "audit/no-metadata": "refused";
    "audit/no-process": "refused";
    "audit/not-final": "refused";
    "audit/too-large": "refused";
  }
}

export {};
