// Run by scripts/check-package.ts against the packed package.
import assert from "node:assert/strict";
import { Census, createIdentity, PsephosError } from "psephos";
import * as artifacts from "psephos/artifacts";
import * as contracts from "psephos/contracts";
import * as groth16 from "psephos/groth16";
import * as rollup from "psephos/rollup";
import * as setup from "psephos/setup";
import * as setupWeb from "psephos/setup/web";

const identity = createIdentity();
const census = new Census(7, [
  { commitment: 5n, weight: 1n },
  { commitment: identity.commitment, weight: 7n },
]);
assert.equal(census.membership(1).root, census.root);
assert.throws(() => new Census(7, [{ commitment: 0n, weight: 0n }]), PsephosError);
assert.equal(typeof groth16.createProver, "function");
assert.equal(typeof artifacts.sha256Hex, "function");
assert.equal(typeof rollup.checkVotes, "function");
assert.ok(contracts.processesAbi.length > 10);
assert.equal(rollup.TALLY_64.circuit ?? "tally-64", "tally-64");
assert.equal(setup.LISTING_NAME, setupWeb.LISTING_NAME);
console.log("ok");
