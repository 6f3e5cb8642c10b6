/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "ballot/census-root": "refused";
    "ballot/digest": "refused";
    "ballot/envelope": "refused";
    "ballot/key-indexes": "refused";
    "ballot/mismatch": "refused";
    "ballot/nonce": "refused";
    "ballot/nonce-range": "refused";
    "ballot/not-canonical": "refused";
    "ballot/other-process": "refused";
    "ballot/overwrites": "refused";
    "ballot/package": "refused";
    "ballot/process": "refused";
    "ballot/results": "refused";
    "ballot/rules": "refused";
    "ballot/sealed": "refused";
    "ballot/superseded": "refused";
    "ballot/vote-line": "refused";
    "ballot/votes": "refused";
  }
}

export {};
