/** A bundle of a process that an oracle alone declared otherwise than its quorum did. */
import assert from "node:assert/strict";
import { type AuditOptions, auditBundle } from "../../src/audit/index.js";
import type { Hex } from "../../src/bytes/index.js";
import type { Declaration } from "../../src/ledger/index.js";
import { contentHash } from "../../src/process/index.js";
import { Elections, METADATA } from "../support/audit/elections.js";
import { bundleIn, shownOtherwise } from "../support/audit/forged.js";
import { ORACLES, testParams, World } from "../support/ledger/world.js";

describe("audit: a process that one oracle declares otherwise", function () {
  this.timeout(60_000);
  let elections: Elections;
  let world: World;
  let id: Hex;
  let declaration: Declaration;
  let other: Declaration;

  before(async () => {
    elections = await Elections.begin();
  });
  after(() => elections.close());
  beforeEach(async () => {
    world = new World(elections.world.facts, elections.world.genesis);
    ({ id, declaration } = world.declaration(testParams({ blockCount: 2 })));
    const metadata = `https://example.org/metadata.json!${contentHash(METADATA)}`;
    other = { ...declaration, params: { ...declaration.params, metadata } };
    await world.block();
  });

  const says = (oracle: number, declaration: Declaration, revision = 0) =>
    world.attestation(id, 0, { kind: "declared", declaration, snapshot: null }, ORACLES[oracle]!, {
      revision,
    });

  /** The bundle of the process, after its end. */
  async function bundle(): Promise<Uint8Array> {
    await world.until(world.ledger.height + 6);
    return bundleIn(elections, world, id);
  }

  async function audit(bytes: Uint8Array, options: AuditOptions = {}) {
    const { lines } = await auditBundle(bytes, { insecure: true, ...options });
    const wrong = lines.find(({ state }) => state === "wrong");
    return wrong && [wrong.check, wrong.text];
  }

  it("finds a bundle that shows what the oracle says alone", async () => {
    await world.take(await says(0, declaration), await says(1, declaration));
    const forged = shownOtherwise(await bundle(), id, await says(2, other), other);
    assert.deepEqual(await audit(forged), [
      "history",
      "transaction 3: it declares another process than the first attestation does.",
    ]);
  });

  it("is not disturbed when a bundle is made", async () => {
    await world.take(await says(0, other));
    await world.take(await says(0, declaration, 1));
    await world.take(await says(2, other));
    await world.take(await says(1, declaration));
    assert.equal(await audit(await bundle()), undefined);
  });

  it("is not disturbed by an oracle that returns to what it said", async () => {
    await world.take(await says(0, declaration));
    await world.take(await says(0, other, 1));
    await world.take(await says(0, declaration, 2));
    await world.take(await says(1, declaration));
    assert.equal(await audit(await bundle()), undefined);
  });
});
