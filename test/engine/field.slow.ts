import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { fuzzDot, fuzzF2, fuzzField, fuzzInverse } from "./support/field-fuzz.js";
import { createKernel } from "./support/kernels.js";
import { Random } from "./support/random.js";

/** Minutes for each field; a fault of one result in a million is found almost surely. */
const MINUTES = 1;

describe("kernel fields, fuzzed at their reduction bounds for minutes", () => {
  for (const [field, n] of [
    ["fp", BASE_FIELD_ORDER],
    ["fr", SCALAR_FIELD_ORDER],
  ] as const) {
    it(`${field} agrees with BigInt`, async function () {
      const kernel = await createKernel("plain");
      const end = Date.now() + MINUTES * 60_000;
      let compared = 0;
      for (let seed = 1000; Date.now() < end; seed++) {
        const random = new Random(seed);
        compared += fuzzField(kernel, field, n, random, 5000);
        if (field === "fr") compared += fuzzDot(kernel, n, random, 1000);
        compared += fuzzInverse(kernel, field, n, random, 100);
        if (field === "fp") compared += fuzzF2(kernel, n, random, 5000);
      }
      this.test!.title += ` (${compared} results)`;
    });
  }
});
