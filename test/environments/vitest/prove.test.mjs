// vitest with a DOM that is not a browser's: jsdom and happy-dom replace globals.
import { resolve } from "node:path";
import * as api from "psephos-groth16";
import { expect, it } from "vitest";
import { circuitFiles } from "../shared/files.mjs";
import { scenario } from "../shared/scenario.mjs";

it("proves and verifies beside a document", async () => {
  expect(typeof document).toBe("object");
  expect(`${await scenario(api, circuitFiles(resolve("circuit")))}`).toBe("116,42,195");
}, 60_000);
