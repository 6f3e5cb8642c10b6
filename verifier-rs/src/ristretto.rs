//! ristretto255 (RFC 9496) as the keykeepers' ceremony uses it: points and scalars in their only form, and Schnorr proofs.
use curve25519_dalek::{
    ristretto::{CompressedRistretto, RistrettoPoint},
    scalar::Scalar,
    traits::Identity,
};
use sha2::{Digest, Sha512};

use crate::bytes::B32;
use crate::ensure;
use crate::refuse::{Refused, Res};

/// A canonical point other than the identity. Refusal: `seal/point`.
pub fn point(bytes: &B32, name: &str) -> Res<RistrettoPoint> {
    CompressedRistretto(*bytes)
        .decompress()
        .filter(|point| *point != RistrettoPoint::identity())
        .ok_or_else(|| Refused::new("seal/point", format!("{name} is not a canonical point other than the identity")))
}

/// A canonical scalar, little-endian. Refusal: `seal/scalar`.
pub fn scalar(bytes: &B32, name: &str) -> Res<Scalar> {
    Option::from(Scalar::from_canonical_bytes(*bytes))
        .ok_or_else(|| Refused::new("seal/scalar", format!("{name} is not a canonical scalar")))
}

/// `Σ x^k · commitments[k]`.
pub fn evaluate(commitments: &[RistrettoPoint], x: u8) -> RistrettoPoint {
    let x = Scalar::from(x);
    commitments.iter().rev().fold(RistrettoPoint::identity(), |sum, point| sum * x + point)
}

/// `λ_j = Π_{k ≠ j} k / (k − j)` for distinct places.
pub fn lagrange(places: &[u8]) -> Vec<Scalar> {
    places
        .iter()
        .map(|j| {
            let others = places.iter().filter(|k| *k != j);
            others.map(|k| Scalar::from(*k) * (Scalar::from(*k) - Scalar::from(*j)).invert()).product()
        })
        .collect()
}

/// `context ‖ uint8 length of label ‖ label ‖ parts`.
pub fn labelled(context: &[u8], label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = context.to_vec();
    out.push(label.len() as u8);
    out.extend(label.as_bytes());
    parts.iter().for_each(|part| out.extend(*part));
    out
}

/// Whether a proof `c ‖ z` shows that all images have one logarithm to their bases. Refusal: `seal/scalar`.
pub fn proves(
    context: &[u8],
    label: &str,
    parts: &[&[u8]],
    bases: &[RistrettoPoint],
    images: &[RistrettoPoint],
    proof: &[u8; 64],
) -> Res<bool> {
    let challenge = scalar(proof[..32].try_into().expect("32 bytes"), "a proof's challenge")?;
    let response = scalar(proof[32..].try_into().expect("32 bytes"), "a proof's response")?;
    let nonces: Vec<_> = bases.iter().zip(images).map(|(base, image)| base * response - image * challenge).collect();
    let mut bytes = labelled(context, label, parts);
    for point in bases.iter().chain(images).chain(&nonces) {
        bytes.extend(point.compress().as_bytes());
    }
    let digest: [u8; 64] = Sha512::digest(&bytes).into();
    Ok(Scalar::from_bytes_mod_order_wide(&digest) == challenge)
}

/// Refusal: `seal/proof`.
pub fn ensure_proves(proven: Res<bool>, why: &str) -> Res<()> {
    ensure!(proven?, "seal/proof", "{why}");
    Ok(())
}
