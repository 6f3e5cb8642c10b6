/** The codes of this page's errors. */
declare module "../../src/errors/index.js" {
  interface ErrorCodes {
    "contribute/address": "refused";
    "contribute/answer": "failed";
    "contribute/broken-off": "failed";
    "contribute/http": "refused";
    "contribute/missing": "failed";
    "contribute/no-key": "refused";
    "contribute/phase": "refused";
    "contribute/too-large": "refused";
    "contribute/unreachable": "failed";
  }
}

export {};
