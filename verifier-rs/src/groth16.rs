//! Groth16 over BN254: a verification key in snarkjs's JSON, and proofs checked many at a time.
use ark_bn254::{Bn254, Fq, Fq2, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::{AffineRepr, CurveGroup, pairing::Pairing};
use ark_ff::{AdditiveGroup, BigInt, PrimeField, Zero};
use serde_json::Value;

use crate::ensure;
use crate::json::strict;
use crate::refuse::{Refused, Res};

pub const PROOF_BYTES: usize = 256;
/// The most bytes of a key's file.
const MOST_KEY: usize = 1 << 20;

pub struct Key {
    alpha: G1Affine,
    beta: G2Affine,
    gamma: G2Affine,
    delta: G2Affine,
    ic: Vec<G1Affine>,
    /// The kind of insecure key that the file says it is; none if it says nothing.
    pub kind: Option<String>,
}

fn malformed(why: &str) -> Refused {
    Refused::new("groth16/key", format!("the verification key is malformed: {why}"))
}

fn coordinate(value: &Value) -> Option<Fq> {
    let text = value.as_str()?;
    let number: num_bigint::BigUint = text.parse().ok()?;
    (number.to_string() == text).then_some(())?;
    Fq::from_bigint(BigInt::try_from(number).ok()?)
}

fn g1(value: &Value) -> Option<G1Affine> {
    let [x, y, z] = value.as_array()?.as_slice() else { return None };
    (z == "1").then_some(())?;
    on_g1(coordinate(x)?, coordinate(y)?)
}

fn on_g1(x: Fq, y: Fq) -> Option<G1Affine> {
    let point = G1Affine::new_unchecked(x, y);
    point.is_on_curve().then_some(point) // the whole curve is the group
}

fn on_g2(x: Fq2, y: Fq2) -> Option<G2Affine> {
    let point = G2Affine::new_unchecked(x, y);
    (point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve()).then_some(point)
}

fn g2(value: &Value) -> Option<G2Affine> {
    let [x, y, z] = value.as_array()?.as_slice() else { return None };
    let pair = |value: &Value| match value.as_array()?.as_slice() {
        [real, imaginary] => Some(Fq2::new(coordinate(real)?, coordinate(imaginary)?)),
        _ => None,
    };
    (*z == serde_json::json!(["1", "0"])).then_some(())?;
    on_g2(pair(x)?, pair(y)?)
}

/// The only kinds that a key can state: that it is secure would prove nothing. Refusal: `groth16/key`.
fn stated_kind(value: &Value) -> Res<String> {
    let kind = value.as_str().filter(|kind| {
        let name = kind.strip_suffix("-INSECURE").unwrap_or_default();
        (1..=40).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_alphabetic() || c == b'-')
    });
    kind.map(str::to_owned).ok_or_else(|| malformed("keyKind is not a kind of insecure key"))
}

impl Key {
    /// Reads a key for this many public signals. Refusal: `groth16/key`.
    pub fn read(text: &[u8], signals: usize) -> Res<Key> {
        let file = strict(text, MOST_KEY).ok_or_else(|| malformed("it is not JSON"))?;
        ensure!(
            file["protocol"] == "groth16" && file["curve"] == "bn128" && file["nPublic"] == signals,
            "groth16/key",
            "the verification key is not of Groth16 over BN254 with {signals} public signals"
        );
        let point = |name: &str| g2(&file[name]).ok_or_else(|| malformed(name));
        let ic: Option<Vec<_>> = file["IC"].as_array().map(|list| list.iter().map(g1).collect()).unwrap_or_default();
        let ic = ic.filter(|points| points.len() == signals + 1).ok_or_else(|| malformed("IC"))?;
        Ok(Key {
            alpha: g1(&file["vk_alpha_1"]).ok_or_else(|| malformed("vk_alpha_1"))?,
            beta: point("vk_beta_2")?,
            gamma: point("vk_gamma_2")?,
            delta: point("vk_delta_2")?,
            ic,
            kind: file.get("keyKind").map(stated_kind).transpose()?,
        })
    }

    /// Whether two of β, γ and δ are one point, up to sign: then anyone can make proofs of anything.
    pub fn is_forgeable(&self) -> bool {
        let same = |a: &G2Affine, b: &G2Affine| a.x == b.x;
        same(&self.beta, &self.gamma) || same(&self.beta, &self.delta) || same(&self.gamma, &self.delta)
    }
}

pub struct Proof {
    a: G1Affine,
    b: G2Affine,
    c: G1Affine,
}

impl Proof {
    /// Reads `A.x A.y B.x1 B.x0 B.y1 B.y0 C.x C.y`; a malformed proof is `None`.
    pub fn read(bytes: &[u8; PROOF_BYTES]) -> Option<Proof> {
        let at = |i: usize| {
            let mut limbs = [0u64; 4];
            for (limb, chunk) in limbs.iter_mut().zip(bytes[32 * i..32 * (i + 1)].rchunks(8)) {
                *limb = u64::from_be_bytes(chunk.try_into().expect("eight bytes"));
            }
            Fq::from_bigint(BigInt(limbs))
        };
        Some(Proof {
            a: on_g1(at(0)?, at(1)?)?,
            b: on_g2(Fq2::new(at(3)?, at(2)?), Fq2::new(at(5)?, at(4)?))?,
            c: on_g1(at(6)?, at(7)?)?,
        })
    }
}

pub struct Claim {
    pub proof: Proof,
    pub signals: Vec<Fr>,
}

fn random_factor() -> Fr {
    let mut bytes = [0u8; 16];
    getrandom::getrandom(&mut bytes).expect("the system's random numbers");
    Fr::from(u128::from_le_bytes(bytes) | 1)
}

/// `Σ factor · Π` of one equation for each claim: for a wrong claim it holds with probability 2^-127.
fn hold(key: &Key, claims: &[&Claim], factors: &[Fr]) -> bool {
    let mut sums = vec![Fr::ZERO; key.ic.len()];
    let mut c = G1Projective::zero();
    let mut left = Vec::with_capacity(claims.len() + 3);
    let mut right = Vec::with_capacity(claims.len() + 3);
    for (claim, factor) in claims.iter().zip(factors) {
        sums[0] += factor;
        for (sum, signal) in sums[1..].iter_mut().zip(&claim.signals) {
            *sum += *factor * signal;
        }
        let scale = |point: &G1Affine| {
            point.mul_bigint(BigInt::<2>(factor.into_bigint().0[..2].try_into().expect("two limbs")))
        };
        c += scale(&claim.proof.c);
        left.push(scale(&claim.proof.a));
        right.push(claim.proof.b);
    }
    let inputs: G1Projective = key.ic.iter().zip(&sums).map(|(point, sum)| point.mul_bigint(sum.into_bigint())).sum();
    left.extend([-key.alpha.mul_bigint(sums[0].into_bigint()), -inputs, -c]);
    right.extend([key.beta, key.gamma, key.delta]);
    Bn254::multi_pairing(G1Projective::normalize_batch(&left), right).is_zero()
}

/// Which claims are wrong, by their places: checked together, and one by one if they do not hold together.
pub fn wrong(key: &Key, claims: &[&Claim]) -> Vec<usize> {
    let factors: Vec<Fr> = claims.iter().map(|_| random_factor()).collect();
    if claims.is_empty() || hold(key, claims, &factors) {
        return vec![];
    }
    (0..claims.len()).filter(|i| !hold(key, &claims[*i..=*i], &[Fr::from(1u64)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_states_only_that_it_is_insecure() {
        let kind = |value| stated_kind(&value).ok();
        assert_eq!(kind("development-INSECURE".into()).as_deref(), Some("development-INSECURE"));
        for other in ["ceremony".into(), "-INSECURE".into(), "a b-INSECURE".into(), 5.into(), Value::Null] {
            assert_eq!(kind(other), None);
        }
    }
}
