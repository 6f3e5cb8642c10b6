// The vectors that libsodium and Node's hashes made: every message of the ceremony and every ballot, byte for byte.
import assert from "node:assert/strict";
import {
  ballotOpener,
  ceremonyKey,
  checkDeal,
  combineShares,
  keyShare,
  layeredOpener,
  plaintextBytes,
  receiveShare,
  revealShare,
  writePlaintext,
} from "../../src/seal/index.js";
import { sealBallotWith } from "../../src/seal/threshold/ballot.js";
import { dealFrom } from "../../src/seal/threshold/deal.js";
import { readPoint } from "../../src/seal/threshold/group.js";
import { GENERATOR, proveLogWith } from "../../src/seal/threshold/proofs.js";
import { vectors } from "../support/vectors.js";
import { addressOf } from "./support.js";

interface Vectors {
  genesisHash: string;
  processId: string;
  round: number;
  threshold: number;
  keykeepers: { secretKey: string; publicKey: string }[];
  deals: {
    dealer: number;
    coefficients: string[];
    ephemeralSecret: string;
    nonces: { ephemeral: string; constant: string };
    commitments: string[];
    ephemeral: string;
    values: string[];
    shares: string[];
    proofs: { ephemeral: string; constant: string };
  }[];
  publicKey: string;
  verificationKeys: string[];
  secret: string;
  holderShares: string[];
  complaint: { dealer: number; place: number; nonce: string; point: string; proof: string };
  ballot: {
    rules: { maxCount: number; maxValue: number };
    voterId: string;
    votePackage: string;
    plaintext: string;
    scope: string;
    ephemeralSecret: string;
    sealed: string;
  };
  layered: { keys: { secretKey: string; publicKey: string }[]; sealed: string };
}

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (source: Uint8Array) => Buffer.from(source).toString("hex");

describe("sealing, by the vectors", () => {
  const given = vectors<Vectors>("seal");
  const context = {
    genesisHash: bytes(given.genesisHash),
    processId: bytes(given.processId),
    round: given.round,
  };
  const keykeepers = {
    publicKeys: given.keykeepers.map(({ publicKey }) => bytes(publicKey)),
    addresses: given.keykeepers.map((_, i) => addressOf(i + 1)),
    threshold: given.threshold,
    confirmations: given.threshold,
  };
  const plan = { context, keykeepers };
  const selves = given.keykeepers.map(({ secretKey }, i) => ({ place: i + 1, secretKey: BigInt(secretKey) }));
  const deals = given.deals.map(({ dealer, coefficients, ephemeralSecret, nonces }) =>
    dealFrom(plan, dealer, {
      coefficients: coefficients.map(BigInt),
      ephemeral: BigInt(ephemeralSecret),
      nonces: { ephemeral: BigInt(nonces.ephemeral), constant: BigInt(nonces.constant) },
    }),
  );
  const checked = deals.map((deal) => checkDeal(plan, deal));
  const key = ceremonyKey(plan, checked);
  const { ballot } = given;

  it("deals", () => {
    given.deals.forEach((expected, i) => {
      const { dealer, commitments, ephemeral, proofs, shares } = deals[i]!;
      assert.deepEqual(
        {
          dealer,
          commitments: commitments.map(hex),
          ephemeral: hex(ephemeral),
          shares: shares.map(hex),
          proofs: { ephemeral: hex(proofs.ephemeral), constant: hex(proofs.constant) },
        },
        {
          dealer: expected.dealer,
          commitments: expected.commitments,
          ephemeral: expected.ephemeral,
          shares: expected.shares,
          proofs: expected.proofs,
        },
      );
      selves.forEach((self, j) => {
        assert.equal(receiveShare(checked[i]!, self), BigInt(expected.values[j]!));
      });
    });
  });

  it("makes the key and its shares", () => {
    assert.equal(hex(key.publicKey), given.publicKey);
    assert.deepEqual(key.verificationKeys.map(hex), given.verificationKeys);
    const shares = selves.map((self) => revealShare(self.place, keyShare(plan, checked, self)));
    assert.deepEqual(
      shares.map(({ share }) => hex(share)),
      given.holderShares,
    );
    assert.equal(combineShares(shares.slice(1), key, given.threshold), BigInt(given.secret));
  });

  it("proves a complaint's point", () => {
    const { dealer, place, nonce, point, proof } = given.complaint;
    const { ephemeral } = checked[dealer - 1]!.points;
    const secret = selves[place - 1]!.secretKey;
    assert.equal(hex(ephemeral.multiply(secret).toBytes()), point);
    assert.ok(readPoint(bytes(point), "it"));
    const scope = { context, label: "complaint", parts: [Uint8Array.of(dealer), Uint8Array.of(place)] };
    assert.equal(hex(proveLogWith(scope, [GENERATOR, ephemeral], secret, BigInt(nonce))), proof);
  });

  it("seals and opens a ballot", () => {
    const election = {
      context,
      scope: BigInt(ballot.scope),
      publicKey: key.publicKey,
      rules: ballot.rules,
    };
    const voterId = bytes(ballot.voterId);
    const votePackage = bytes(ballot.votePackage);
    assert.equal(hex(writePlaintext(voterId, votePackage, plaintextBytes(ballot.rules))), ballot.plaintext);
    const sealed = sealBallotWith(election, voterId, votePackage, BigInt(ballot.ephemeralSecret));
    assert.equal(hex(sealed), ballot.sealed);
    assert.deepEqual(ballotOpener(election, BigInt(given.secret))(voterId, sealed), votePackage);
  });

  it("opens a layered ballot", () => {
    const keys = given.layered.keys.map(({ secretKey, publicKey }) => ({
      secretKey: bytes(secretKey),
      publicKey: bytes(publicKey),
    }));
    const opened = layeredOpener(keys, ballot.rules)(bytes(ballot.voterId), bytes(given.layered.sealed));
    assert.deepEqual(opened, bytes(ballot.votePackage));
  });
});
