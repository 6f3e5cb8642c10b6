import { sendMutants } from "./mutated.js";

const COUNT = Number(process.env.PSEPHOS_MUTANTS ?? 10_000);
const CHUNK = 10_000;

describe(`node service: ${COUNT} mutated envelopes`, () => {
  for (let sent = 0; sent < COUNT; sent += CHUNK)
    it(`are each refused: from ${sent}`, async () => {
      await sendMutants(Math.min(CHUNK, COUNT - sent), sent + 1);
    });
});
