import type { ParamsCode } from "./params-rules.js";

/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes extends Record<ParamsCode, "refused"> {
    "process/census-origin": "refused";
    "process/content-aborted": "failed";
    "process/content-hash": "refused";
    "process/content-unavailable": "failed";
    "process/content-unhashed": "refused";
    "process/content-uri": "refused";
    "process/declaration": "refused";
    "process/envelope-type": "refused";
    "process/insecure-key": "refused";
    "process/json-depth": "refused";
    "process/json-key": "refused";
    "process/json-number": "refused";
    "process/json-size": "refused";
    "process/json-string": "refused";
    "process/json-syntax": "refused";
    "process/json-utf8": "refused";
    "process/metadata": "refused";
    "process/metadata-envelope": "refused";
    "process/metadata-flag": "refused";
    "process/metadata-key": "refused";
    "process/metadata-params": "refused";
    "process/metadata-sealed": "refused";
    "process/mode": "refused";
    "process/other-key": "refused";
    "process/page-manifest": "refused";
    "process/params-file": "refused";
    "process/question-index": "refused";
    "process/status": "refused";
    "process/text": "refused";
  }
}
