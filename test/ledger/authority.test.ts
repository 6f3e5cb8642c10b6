// Votes that a certification authority vouches for: by certificate, and unseen by a blind signature.
import assert from "node:assert/strict";
import type { Hex } from "../../src/bytes/index.js";
import {
  type BlindAuthority,
  censusRootOf,
  createBlindAuthority,
  createEcdsaAuthority,
  finishBlindSignature,
  issueCertificate,
  requestBlindSignature,
  signBlindRequest,
} from "../../src/census/index.js";
import { CensusOrigin } from "../../src/process/index.js";
import { rejectsCode } from "../support/errors.js";
import { type Person, people, person } from "../support/ledger/people.js";
import { namedVote, ruleFacts, scopeIn } from "../support/ledger/votes.js";
import { World } from "../support/ledger/world.js";

const [ada, bob] = ["ada", "bob"].map(person);
const CA = { censusOrigin: CensusOrigin.OFF_CHAIN_CA, censusUri: "" };
const code = async (world: World, vote: Parameters<World["refusal"]>[0]) => (await world.refusal(vote)).code;

describe("ledger: votes that an authority vouches for", function () {
  this.timeout(60_000);

  it("takes a certificate over this process, this voter and this weight, and no other", async () => {
    const world = new World(ruleFacts());
    const authority = createEcdsaAuthority();
    const censusRoot = censusRootOf(authority);
    const id = await world.declare({ ...CA, censusRoot });
    const other = await world.declare({ ...CA, censusRoot });
    await world.until(world.process(other).start!);
    const certified = (process: Hex, voter: Person, weight: bigint) => ({
      weight,
      eligibility: {
        kind: "certified",
        certificate: issueCertificate(authority.secret, {
          scope: scopeIn(world, process, 0),
          voter: voter.address,
          weight,
        }),
      } as const,
    });
    await world.take(await namedVote(world, id, ada!, certified(id, ada!, 9n)));
    assert.equal(
      await code(world, await namedVote(world, id, bob!, certified(other, bob!, 1n))),
      "ledger/not-eligible",
    );
    assert.equal(
      await code(world, await namedVote(world, id, bob!, certified(id, ada!, 9n))),
      "ledger/not-eligible",
    );
    assert.equal(
      await code(world, await namedVote(world, id, bob!, { ...certified(id, bob!, 1n), weight: 2n })),
      "ledger/not-eligible",
    );
  });

  describe("blind", () => {
    let authority: BlindAuthority;
    before(async () => {
      authority = await createBlindAuthority(2);
    });

    const blindly = async (voter: Person) => {
      const { request, secret } = await requestBlindSignature(censusRootOf(authority), voter.address);
      const certificate = await finishBlindSignature(secret, await signBlindRequest(authority.key, request));
      return { weight: 1n, eligibility: { kind: "blind", ...certificate } as const };
    };

    it("takes one-time keys that were signed unseen, as many as stated", async () => {
      const world = new World(ruleFacts());
      const id = await world.declare({ ...CA, censusRoot: censusRootOf(authority), maxVoteOverwrites: 1 });
      await world.until(world.process(id).start!);
      const keys = people("one-time key", 3);
      const first = await blindly(keys[0]!);
      await world.take(await namedVote(world, id, keys[0]!, first));
      assert.equal(await code(world, await namedVote(world, id, keys[1]!, first)), "ledger/not-eligible");
      const second = await blindly(keys[1]!);
      assert.equal(
        await code(world, await namedVote(world, id, keys[1]!, { ...second, weight: 2n })),
        "ledger/weight",
      );
      await world.take(await namedVote(world, id, keys[1]!, second));
      const third = await namedVote(world, id, keys[2]!, await blindly(keys[2]!));
      assert.equal(await code(world, third), "ledger/full");
      await world.take(await namedVote(world, id, keys[0]!, { ...first, nonce: 1, votes: [0] }));
    });

    it("is refused in a second process, and is not replaced", async () => {
      const world = new World(ruleFacts());
      const censusRoot = censusRootOf(authority);
      const dynamic = { mode: { dynamicCensus: true } };
      const id = await world.declare({ ...CA, ...dynamic, censusRoot });
      await rejectsCode("ledger/blind-key", world.declare({ ...CA, censusRoot }));
      const census = { kind: "census", root: censusRootOf(createEcdsaAuthority()), uri: "" } as const;
      await rejectsCode("ledger/blind-key", world.attest(id, census));
    });
  });
});
