// Writes examples/voters.csv: npx tsx scripts/make-voters.ts
import { writeFileSync } from "node:fs";
import { EXAMPLE_VOTERS, exampleIdentity, exampleWeight } from "../src/cli/election/voters.js";

const lines = ["commitment,weight"];
for (let i = 0; i < EXAMPLE_VOTERS; i++) {
  lines.push(`${(await exampleIdentity(i)).commitment},${exampleWeight(i)}`);
}
writeFileSync(new URL("../examples/voters.csv", import.meta.url), `${lines.join("\n")}\n`);
