/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "voter/canceled": "refused";
    "voter/census-origin": "refused";
    "voter/census-root": "refused";
    "voter/invalid-ballot": "refused";
    "voter/not-anonymous": "refused";
    "voter/not-in-census": "refused";
    "voter/not-open": "refused";
    "voter/other-process": "refused";
    "voter/overwrites": "refused";
    "voter/own-proof": "refused";
    "voter/registration": "refused";
    "voter/signature": "refused";
  }
}

export {};
