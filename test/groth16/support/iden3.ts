/**
 * An input for iden3's circuit authV2 (circuits/auth/authV2.circom there): an identity in its first state, which has one key and has
 * revoked nothing, signs a challenge. Its claim is the only leaf of its claims tree, and nobody is in the tree of states yet.
 */
import { babyjubjub } from "@noble/curves/misc.js";
import { poseidon } from "../../../src/engine/index.js";
import type { CircuitInput } from "../../../src/groth16/index.js";

const AUTH_SCHEMA = 80551937543569765027552589160822318028n;
const CLAIM_LEVELS = 40;
const STATE_LEVELS = 64;
/** Bytes of an identifier: 2 of the type, 27 of the first state, 2 of the checksum. */
const TYPE = [0x01, 0x00];
const STATE_BYTES = 27;

/** circomlib's Base8: 8 times the generator of the whole group. */
const { Point } = babyjubjub;
const BASE8 = Point.fromAffine({
  x: 5299619240641551281634865583518297030282874472190772894086521144482721001553n,
  y: 16950150798460657717958625567821834550301663161624707787222815936182638968203n,
});
const ORDER = Point.Fn.ORDER;
const zeros = (length: number): bigint[] => Array(length).fill(0n);

/** The identifier of who begins with `state`: little-endian bytes as an integer. */
function firstIdentifier(state: bigint): bigint {
  const bytes = [...TYPE];
  for (let i = 32 - STATE_BYTES; i < 32; i++) bytes.push(Number((state >> BigInt(8 * i)) & 0xffn));
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.push(sum >> 8, sum & 0xff);
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** EdDSA over Baby Jubjub with Poseidon: S·B8 = R8 + 8·H(R8, A, M)·A. */
export function authV2Input(secret: bigint, nonce: bigint, challenge: bigint): CircuitInput {
  const key = BASE8.multiply(secret).toAffine();
  const r8 = BASE8.multiply(nonce).toAffine();
  const hash = poseidon([r8.x, r8.y, key.x, key.y, challenge]);
  const signature = (nonce + 8n * hash * secret) % ORDER;

  const authClaim = [AUTH_SCHEMA, 0n, key.x, key.y, 0n, 0n, 0n, 0n];
  const claimsTreeRoot = poseidon([poseidon(authClaim.slice(0, 4)), poseidon(authClaim.slice(4)), 1n]);
  const state = poseidon([claimsTreeRoot, 0n, 0n]);
  return {
    genesisID: firstIdentifier(state),
    profileNonce: 0n,
    state,
    claimsTreeRoot,
    revTreeRoot: 0n,
    rootsTreeRoot: 0n,
    authClaim,
    authClaimIncMtp: zeros(CLAIM_LEVELS),
    authClaimNonRevMtp: zeros(CLAIM_LEVELS),
    authClaimNonRevMtpNoAux: 1n,
    authClaimNonRevMtpAuxHi: 0n,
    authClaimNonRevMtpAuxHv: 0n,
    challenge,
    challengeSignatureR8x: r8.x,
    challengeSignatureR8y: r8.y,
    challengeSignatureS: signature,
    gistRoot: 0n,
    gistMtp: zeros(STATE_LEVELS),
    gistMtpAuxHi: 0n,
    gistMtpAuxHv: 0n,
    gistMtpNoAux: 1n,
  };
}
