// A keykeeper that is killed at any message goes on. `restart.test.ts` has the first of these.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { countsAfterKill } from "./kill.js";
import {
  genesisOf,
  Link,
  type Member,
  makeKey,
  newMembers,
  newWorld,
  removeFolders,
  SEALED,
  thresholdOf,
  until,
} from "./support.js";

describe("keykeeper: kills", () => {
  let members: Member[] = [];

  afterEach(async () => {
    await Promise.all(members.map((member) => member.stop()));
    await removeFolders();
  });

  for (const kind of ["deal", "confirm", "reveal"] as const)
    for (const moment of ["before it is sent", "after it is sent, and lost"] as const)
      it(`goes on after a kill at its ${kind}, ${moment}`, async () => {
        members = await newMembers(2);
        await countsAfterKill(members, kind, moment);
      });

  it("confirms no second key in a round", async () => {
    members = await newMembers(2);
    const [one, two] = members;
    const genesis = genesisOf(thresholdOf(members, 2));
    const world = newWorld(genesis);
    for (const member of members) await member.start(genesis, new Link(world));
    const id = await world.declare(SEALED);
    await makeKey(world, members, id);
    await Promise.all(members.map((member) => member.stop()));
    // The other keykeeper lost its folder's records: it deals anew on a chain that was reset.
    const again = newWorld(genesis);
    const hash = Buffer.from(genesis.hash).toString("hex").slice(0, 16);
    await rm(join(one!.folder, `chain-${hash}.json`));
    await rm(join(two!.folder, `chain-${hash}.json`));
    await rm(join(two!.folder, `ceremony-${hash}-${id.slice(2)}-0.json`));
    for (const member of members) await member.start(genesis, new Link(again));
    await again.declare(SEALED);
    await until(again, members, 8);
    assert.equal(one!.ceremony(id).phase, "confirm");
    assert.equal(one!.ceremony(id).problem?.code, "keykeeper/other-key");
    assert.deepEqual(
      again.sent("confirm").map((tx) => tx.kind === "confirm" && tx.keykeeper),
      [two!.self.address],
    );
  });
});
