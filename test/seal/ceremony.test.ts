// The threshold ceremony from deals to opened ballots, and what cheats can and cannot do in it.
import assert from "node:assert/strict";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import type { RefusedCode } from "../../src/errors/index.js";
import {
  ballotOpener,
  beginCeremony,
  type Ceremony,
  type CeremonyPlan,
  type CheckedDeal,
  ceremonyKey,
  checkComplaint,
  checkDeal,
  combineShares,
  createComplaint,
  createDeal,
  type Deal,
  decodeDeal,
  defaultConfirmations,
  encodeDeal,
  endWindow,
  keyShare,
  receiveShare,
  revealShare,
  type SealedElection,
  sealBallot,
  sealedBytes,
  takeComplaint,
  takeDeal,
} from "../../src/seal/index.js";
import { dealFrom, shareKey } from "../../src/seal/threshold/deal.js";
import { Group, ORDER, randomScalar, readPoint, readScalar } from "../../src/seal/threshold/group.js";
import { throwsCode } from "../support/errors.js";
import {
  above,
  addressOf,
  CONTEXT,
  type Council,
  confirm,
  council,
  dealsOf,
  flipped,
  take,
} from "./support.js";

const VOTER = new Uint8Array(32).fill(9);
const PACKAGE = new TextEncoder().encode("a package");
const RULES = { maxCount: 2, maxValue: 3 };

/** Runs the ceremony to the confirm phase with these deals. */
function dealt(of: Council, deals: readonly Deal[]): Ceremony {
  return endWindow(deals.reduce((state, deal) => take(state, deal), beginCeremony(of)));
}

const secretsOf = (threshold: number) => ({
  coefficients: Array.from({ length: threshold }, randomScalar),
  ephemeral: randomScalar(),
  nonces: { ephemeral: randomScalar(), constant: randomScalar() },
});

describe("the key ceremony", () => {
  const of = council(5, 3, 4);
  const { keykeepers, selves } = of;

  it("gives a key whose ballots open with t shares, any t, and with t − 1 do not", () => {
    const complaining = dealt(of, dealsOf(of));
    const confirming = endWindow(complaining);
    const key = confirming.key!;
    const done = endWindow([1, 2, 4, 5].reduce(confirm, confirming));
    assert.equal(done.phase, "done");
    const shares = selves.map((self) => revealShare(self.place, keyShare(of, done.deals, self)));
    const election: SealedElection = { context: CONTEXT, scope: 5n, publicKey: key.publicKey, rules: RULES };
    const sealed = sealBallot(election, VOTER, PACKAGE);
    assert.equal(sealed.length, sealedBytes(RULES));
    const secrets = [
      [0, 1, 2],
      [4, 2, 0],
      [1, 3, 4],
      [0, 1, 2, 3, 4],
    ].map((which) =>
      combineShares(
        which.map((i) => shares[i]!),
        key,
        3,
      ),
    );
    for (const secret of secrets) {
      assert.equal(secret, secrets[0]);
      assert.deepEqual(ballotOpener(election, secret)(VOTER, sealed), PACKAGE);
    }
    throwsCode("seal/shares", () => combineShares(shares.slice(0, 2), key, 3));
    throwsCode("seal/shares", () => combineShares([shares[0]!, shares[0]!, shares[1]!], key, 3));
    // Two shares fit every secret: interpolated as if they were enough, they give another.
    throwsCode("seal/key", () => combineShares(shares.slice(0, 2), key, 2));
  });

  it("takes each deal once, in its window, of its own ceremony", () => {
    const deals = dealsOf(of);
    const begun = take(beginCeremony(of), deals[0]!);
    throwsCode("seal/dealt-twice", () => take(begun, createDeal(of, 1)));
    throwsCode("seal/window", () => take(dealt(of, deals), deals[0]!));
    throwsCode("seal/window", () => confirm(begun, 1));
    for (const other of [
      { ...CONTEXT, round: 1 },
      { ...CONTEXT, processId: new Uint8Array(32) },
      { ...CONTEXT, genesisHash: new Uint8Array(32) },
    ])
      throwsCode("seal/proof", () => take(beginCeremony({ ...of, context: other }), deals[0]!));
    throwsCode("seal/proof", () => take(begun, { ...deals[0]!, dealer: 2 }));
    for (const dealer of [0, 6, 1.5]) {
      throwsCode("seal/place", () => checkDeal(of, { ...deals[1]!, dealer }));
      throwsCode("seal/not-keykeeper", () => takeDeal(begun, { ...deals[1]!, dealer }, addressOf(2)));
    }
    // In another's name, or by a stranger.
    throwsCode("seal/not-keykeeper", () => takeDeal(begun, deals[1]!, addressOf(3)));
    throwsCode("seal/not-keykeeper", () => takeDeal(begun, deals[1]!, addressOf(77)));
  });

  it("refuses a deal with any public part changed", () => {
    const deal = createDeal(of, 1);
    const refused = (changed: object, code: RefusedCode = "seal/proof") =>
      throwsCode(code, () => checkDeal(of, { ...deal, ...changed }));
    for (let k = 0; k < 3; k++)
      refused({ commitments: deal.commitments.with(k, Group.BASE.multiply(randomScalar()).toBytes()) });
    refused({ ephemeral: Group.BASE.multiply(randomScalar()).toBytes() });
    refused({ commitments: deal.commitments.slice(1) }, "seal/deal");
    refused({ commitments: [...deal.commitments, deal.commitments[0]!] }, "seal/deal");
    refused({ shares: deal.shares.slice(1) }, "seal/deal");
    const share = deal.shares[0]!;
    for (const wrong of [share.subarray(1), [...share], new Uint16Array(48), "x".repeat(48), null, undefined])
      refused({ shares: deal.shares.with(0, wrong as Uint8Array) }, "seal/bytes");
    refused({ shares: null }, "seal/deal");
    refused({ proofs: undefined }, "seal/deal");
    refused({ proofs: { ephemeral: deal.proofs.ephemeral } }, "seal/bytes");
    // A scalar of a proof written above the order.
    for (const at of [0, 32]) {
      const proof = deal.proofs.ephemeral.slice();
      proof.set(above(readScalar(proof.subarray(at, at + 32), "it")), at);
      refused({ proofs: { ...deal.proofs, ephemeral: proof } }, "seal/scalar");
    }
    for (const at of [0, 10, 20, 30, 32, 42, 52, 60]) {
      refused({ proofs: { ...deal.proofs, ephemeral: flipped(deal.proofs.ephemeral, at) } });
      refused({ proofs: { ...deal.proofs, constant: flipped(deal.proofs.constant, at) } });
    }
    refused({ proofs: { ephemeral: deal.proofs.constant, constant: deal.proofs.ephemeral } });
    const identity = new Uint8Array(32);
    throwsCode("seal/point", () => checkDeal(of, { ...deal, ephemeral: identity }));
    throwsCode("seal/point", () =>
      checkDeal(of, { ...deal, commitments: deal.commitments.with(2, identity) }),
    );
  });

  it("reads a deal's bytes back, and refuses another length", () => {
    const deal = createDeal(of, 4);
    const bytes = encodeDeal(deal);
    assert.deepEqual(decodeDeal(bytes, keykeepers), deal);
    throwsCode("seal/deal", () => decodeDeal(bytes.subarray(1), keykeepers));
    throwsCode("seal/deal", () => decodeDeal(Uint8Array.of(...bytes, 0), keykeepers));
    // A buffer that is used again changes nothing that was read.
    const buffer = Buffer.from(bytes);
    const read = decodeDeal(buffer, keykeepers);
    buffer.fill(0);
    assert.deepEqual(read, deal);
  });

  it("removes a dealer of wrong shares: to one, or to all", () => {
    for (const victims of [[2], [1, 2, 3, 4, 5]]) {
      const good = dealsOf(of);
      const bad = {
        ...good[0]!,
        shares: good[0]!.shares.map((share, i) => (victims.includes(i + 1) ? flipped(share, i) : share)),
      };
      const state = dealt(of, good.with(0, bad));
      const deal = state.deals[0]!;
      assert.equal(receiveShare(deal, selves[1]!), null);
      const after = takeComplaint(state, createComplaint(deal, selves[1]!));
      assert.deepEqual(after.removed, [1]);
      throwsCode("seal/no-deal", () => takeComplaint(after, createComplaint(deal, selves[1]!)));
      const { key, deals } = endWindow(after);
      assert.deepEqual(
        key!.publicKey,
        deals.reduce((sum, { points }) => sum.add(points.commitments[0]!), Group.ZERO).toBytes(),
      );
    }
  });

  it("removes a dealer whose share is sealed well and lies off the polynomial", () => {
    const secrets = secretsOf(3);
    const other = dealFrom(of, 1, { ...secrets, coefficients: secretsOf(3).coefficients });
    const honest = dealFrom(of, 1, secrets);
    // The same E, so the same key; but keykeeper 3 gets the value of another polynomial.
    const deal = checkDeal(of, { ...honest, shares: honest.shares.with(2, other.shares[2]!) });
    assert.equal(receiveShare(deal, selves[2]!), null);
    const state = dealt(of, [deal, ...dealsOf(of).slice(1)]);
    assert.deepEqual(takeComplaint(state, createComplaint(deal, selves[2]!)).removed, [1]);
  });

  it("refuses false complaints, others' and altered ones", () => {
    const good = dealsOf(of);
    const bad = { ...good[0]!, shares: good[0]!.shares.map((share) => flipped(share)) };
    const state = dealt(of, good.with(0, bad));
    throwsCode("seal/share-good", () => createComplaint(state.deals[1]!, selves[0]!));
    const complaint = createComplaint(state.deals[0]!, selves[1]!);
    const refused = (code: RefusedCode, changed: object) =>
      throwsCode(code, () => takeComplaint(state, { ...complaint, ...changed }));
    refused("seal/proof", { place: 3 }); // in another keykeeper's name
    refused("seal/proof", { dealer: 2 }); // about an honest dealer
    refused("seal/proof", { point: Group.BASE.multiply(7n).toBytes() });
    refused("seal/point", { point: new Uint8Array(32) });
    refused("seal/proof", { proof: complaint.proof.subarray(1) });
    refused("seal/place", { place: 6 });
    for (let at = 0; at < 60; at += 7) refused("seal/proof", { proof: flipped(complaint.proof, at) });
    throwsCode("seal/window", () => takeComplaint(endWindow(state), complaint));
  });

  it("refuses a complaint with the true point of a right share: the share is right", () => {
    const deal = checkDeal(of, createDeal(of, 1));
    // A liar makes the proof on a copy of the deal with a broken share: the proof holds, the share does too.
    const broken = { ...deal, shares: deal.shares.with(1, flipped(deal.shares[1]!)) };
    const complaint = createComplaint(broken, selves[1]!);
    const state = dealt(of, [deal, ...dealsOf(of).slice(1)]);
    throwsCode("seal/complaint", () => takeComplaint(state, complaint));
  });

  it("opens no right share by a trick: another place, another key, another ceremony", () => {
    const deal = checkDeal(of, createDeal(of, 1));
    const own = selves[1]!;
    const tricked = (code: RefusedCode, place: number, secretKey = own.secretKey) =>
      throwsCode(code, () => createComplaint(deal, { place, secretKey }));
    tricked("seal/not-keykeeper", 3);
    tricked("seal/not-keykeeper", 2, selves[2]!.secretKey);
    tricked("seal/place", 9);
    // A deal is checked under its ceremony, and is that one's alone.
    const next = { ...of, context: { ...CONTEXT, round: 1 } };
    throwsCode("seal/proof", () => checkDeal(next, deal));
    tricked("seal/share-good", 2);
  });

  it("reads a share that is sealed well and written above the order as wrong, for its receiver and for all", () => {
    const secrets = secretsOf(3);
    const honest = dealFrom(of, 1, secrets);
    const shared = readPoint(keykeepers.publicKeys[1]!, "it").multiply(secrets.ephemeral).toBytes();
    const key = shareKey(CONTEXT, shared, honest, 2, keykeepers.publicKeys[1]!);
    const value = receiveShare(checkDeal(of, honest), selves[1]!)!;
    const sealed = xchacha20poly1305(key, new Uint8Array(24)).encrypt(above(value));
    const bad = checkDeal(of, { ...honest, shares: honest.shares.with(1, sealed) });
    assert.equal(receiveShare(bad, selves[1]!), null);
    const state = dealt(of, [bad, ...dealsOf(of).slice(1)]);
    assert.deepEqual(takeComplaint(state, createComplaint(bad, selves[1]!)).removed, [1]);
  });

  it("takes a complaint in its own round alone", () => {
    // The same deal, proved for two rounds: a dealer may use its secrets twice.
    const secrets = secretsOf(3);
    const spoilt = (plan: CeremonyPlan) => {
      const deal = dealFrom(plan, 1, secrets);
      return checkDeal(plan, { ...deal, shares: deal.shares.map((share) => flipped(share)) });
    };
    const next = spoilt({ ...of, context: { ...CONTEXT, round: 1 } });
    const complaint = createComplaint(spoilt(of), selves[1]!);
    throwsCode("seal/proof", () => checkComplaint(next, complaint));
    checkComplaint(spoilt(of), complaint);
  });

  it("is no oracle: a dealer cannot reuse or shift another's ephemeral point", () => {
    const victim = createDeal(of, 1);
    const own = secretsOf(3);
    const mallory = dealFrom(of, 2, own);
    const victimPoint = Group.fromBytes(victim.ephemeral);
    for (const ephemeral of [
      victim.ephemeral,
      victimPoint.add(Group.BASE.multiply(own.ephemeral)).toBytes(),
      victimPoint.multiply(3n).toBytes(),
      victimPoint.negate().toBytes(),
    ]) {
      throwsCode("seal/proof", () => checkDeal(of, { ...mallory, ephemeral }));
      // With the victim's proof as well:
      const proofs = { ...mallory.proofs, ephemeral: victim.proofs.ephemeral };
      throwsCode("seal/proof", () => checkDeal(of, { ...mallory, ephemeral, proofs }));
    }
  });

  it("is not confirmed by a victim who holds a wrong share, and fails without enough confirmations", () => {
    const good = dealsOf(of);
    const silenced = { ...good[0]!, shares: good[0]!.shares.with(1, flipped(good[0]!.shares[1]!)) };
    const state = endWindow(dealt(of, good.with(0, silenced)));
    throwsCode("seal/share-missing", () => keyShare(of, state.deals, selves[1]!));
    const three = [1, 3, 4].reduce(confirm, state);
    assert.equal(endWindow(three).phase, "failed");
    assert.deepEqual([4, 1, 3].reduce(confirm, state).confirmed, [1, 3, 4]);
    throwsCode("seal/confirmed-twice", () => confirm(three, 3));
    throwsCode("seal/not-keykeeper", () => confirm(three, 6));
    assert.equal(endWindow(confirm(three, 5)).phase, "done");
  });

  it("fails with fewer than t dealers, at once or after complaints", () => {
    const good = dealsOf(of);
    assert.equal(dealt(of, good.slice(0, 2)).phase, "failed");
    const bad = { ...good[0]!, shares: good[0]!.shares.map((share) => flipped(share)) };
    const state = dealt(of, [bad, ...good.slice(1, 3)]);
    const after = takeComplaint(state, createComplaint(state.deals[0]!, selves[0]!));
    assert.equal(endWindow(after).phase, "failed");
    throwsCode("seal/window", () => endWindow(endWindow(after)));
    throwsCode("seal/dealers", () => ceremonyKey(of, after.deals));
    const twice = [state.deals[0]!, state.deals[0]!, state.deals[1]!] as CheckedDeal[];
    throwsCode("seal/dealers", () => ceremonyKey(of, twice));
  });

  it("fails where a dealer who waited cancels the others' key", () => {
    // Whoever deals last and chooses −Σ of the others' constants cannot prove to know it; with the proof of it (all dealers
    // colluding) the key is the identity, and the ceremony fails.
    const pair = council(2, 1);
    const secrets = secretsOf(1);
    const first = dealFrom(pair, 1, secrets);
    const second = dealFrom(pair, 2, {
      ...secretsOf(1),
      coefficients: [ORDER - secrets.coefficients[0]!],
    });
    assert.equal(endWindow(dealt(pair, [first, second])).phase, "failed");
    const forged = { ...second, proofs: { ...second.proofs, constant: first.proofs.constant } };
    throwsCode("seal/proof", () => checkDeal(pair, forged));
  });

  it("refuses lists that cannot be: counts, thresholds, doubled and false keys", () => {
    const list = (changed: object) => () =>
      beginCeremony({ ...of, keykeepers: { ...keykeepers, ...changed } });
    throwsCode("seal/keykeepers", list({ publicKeys: [] }));
    throwsCode("seal/keykeepers", list({ publicKeys: Array(33).fill(keykeepers.publicKeys[0]) }));
    throwsCode("seal/keykeepers", list({ addresses: keykeepers.addresses.slice(1) }));
    throwsCode("seal/keykeepers", list({ addresses: keykeepers.addresses.with(1, addressOf(1)) }));
    throwsCode("seal/keykeepers", list({ addresses: keykeepers.addresses.with(1, "0x12") }));
    assert.deepEqual(
      [defaultConfirmations(5, 3), defaultConfirmations(4, 2), defaultConfirmations(3, 3)],
      [4, 3, 3],
    );
    for (const threshold of [0, 6, 2.5]) throwsCode("seal/keykeepers", list({ threshold }));
    for (const confirmations of [2, 6]) throwsCode("seal/keykeepers", list({ confirmations }));
    const [first] = keykeepers.publicKeys;
    throwsCode("seal/keykeepers", list({ publicKeys: [first!, first!, first!, first!] }));
    throwsCode("seal/point", list({ publicKeys: keykeepers.publicKeys.with(1, new Uint8Array(32)) }));
    throwsCode(
      "seal/point",
      list({ publicKeys: keykeepers.publicKeys.with(1, new Uint8Array(32).fill(255)) }),
    );
    for (const round of [-1, 256, 0.5])
      throwsCode("seal/context", () => beginCeremony({ ...of, context: { ...CONTEXT, round } }));
    throwsCode("seal/context", () =>
      beginCeremony({ ...of, context: { ...CONTEXT, processId: new Uint8Array(31) } }),
    );
  });
});
