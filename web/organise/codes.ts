/** The codes of the organiser's page. */
declare module "../../src/errors/index.js" {
  interface ErrorCodes {
    "organise/bad-rows": "refused";
    "organise/draft": "refused";
    "organise/funds": "refused";
    "organise/image": "refused";
    "organise/no-registration-time": "refused";
    "organise/no-voters": "refused";
    "organise/not-prepared": "refused";
    "organise/other-chain": "refused";
    "organise/other-list": "refused";
    "organise/start-past": "refused";
    "organise/too-many-voters": "refused";
    "organise/unchecked": "refused";
  }
}

export {};
