/** The codes of this page's errors. */
declare module "../../src/errors/index.js" {
  interface ErrorCodes {
    "contribute/address": "refused";
    "contribute/no-key": "refused";
    "contribute/phase": "refused";
    "contribute/too-large": "refused";
  }
}

export {};
