// Run by scripts/check-package.ts: Node 20.19 and later let CommonJS require ES modules that do not wait at their top level.
const assert = require("node:assert/strict");
const { Census, createIdentity } = require("psephos");

const identity = createIdentity();
const census = new Census(7, [{ commitment: identity.commitment, weight: 7n }]);
assert.equal(typeof census.root, "bigint");
for (const name of [
  "groth16",
  "artifacts",
  "setup",
  "setup/web",
  "rollup",
  "contracts",
  "seal",
  "ledger",
  "facts",
])
  assert.ok(Object.keys(require(`psephos/${name}`)).length > 0, name);
console.log("ok");
