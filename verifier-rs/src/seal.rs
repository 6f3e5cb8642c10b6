//! Sealed ballots: opened with a threshold's key, or layer by layer.
use blake2::{Blake2b, Digest, digest::consts::U24};
use chacha20poly1305::{XChaCha20Poly1305, XNonce, aead::Aead};
use crypto_secretbox::{KeyInit, XSalsa20Poly1305};
use curve25519_dalek::{montgomery::MontgomeryPoint, ristretto::RistrettoPoint, scalar::Scalar};
use hkdf::Hkdf;
use num_bigint::BigUint;
use salsa20::hsalsa;
use sha2::Sha256;

use crate::bytes::B32;
use crate::ensure;
use crate::refuse::Res;
use crate::ristretto;

/// The bytes of a plaintext in a process: room for the longest valid ballot.
pub fn plaintext_bytes(max_count: u64, max_value: u64) -> usize {
    let digits = max_value.to_string().len();
    34 + 105 + max_count as usize * digits + (max_count as usize - 1)
}

/// The package in a plaintext, if it has this size, names this voter, and has only zeros after the package.
fn package(plaintext: &[u8], voter: &B32, size: usize) -> Option<Vec<u8>> {
    if plaintext.len() != size || plaintext[..32] != *voter {
        return None;
    }
    let length = u16::from_be_bytes([plaintext[32], plaintext[33]]) as usize;
    let (own, padding) = plaintext[34..].split_at_checked(length)?;
    padding.iter().all(|byte| *byte == 0).then(|| own.to_vec())
}

fn hkdf(secret: &[u8], salt: Option<&[u8]>, info: &[u8]) -> B32 {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(salt, secret).expand(info, &mut key).expect("32 bytes");
    key
}

fn decrypt(key: &B32, sealed: &[u8]) -> Option<Vec<u8>> {
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::default(), sealed).ok()
}

/// A share of a deal, under the key that dealer and receiver have in common.
pub fn open_share(shared: &RistrettoPoint, info: &[u8], sealed: &[u8]) -> Option<B32> {
    decrypt(&hkdf(shared.compress().as_bytes(), None, info), sealed)?.try_into().ok()
}

/// Opens the ballots of one question.
pub enum Opener {
    Clear,
    /// Sealed ballots of a process that never had a key.
    Never,
    Threshold {
        secret: Scalar,
        public: B32,
        head: Vec<u8>,
        round: u8,
        size: usize,
    },
    Layers {
        keys: Vec<(B32, B32)>,
        size: usize,
    },
}

impl Opener {
    /// @param `genesis` and `scope`: 32 bytes each, in the key of each ballot
    pub fn threshold(secret: Scalar, public: B32, genesis: &B32, scope: &B32, round: u8, size: usize) -> Opener {
        Opener::Threshold { secret, public, head: [genesis.as_slice(), scope].concat(), round, size }
    }

    pub fn open(&self, voter: &B32, sealed: &[u8]) -> Option<Vec<u8>> {
        match self {
            Opener::Clear => Some(sealed.to_vec()),
            Opener::Never => None,
            Opener::Threshold { secret, public, head, round, size } => {
                let (r, box_) = sealed.split_at_checked(32).filter(|_| sealed.len() == size + 48)?;
                let point = ristretto::point(r.try_into().ok()?, "a ballot's point").ok()?;
                let info = [head.as_slice(), &[*round], public, r].concat();
                let key = hkdf((point * secret).compress().as_bytes(), Some(b"psephos/sealed-ballot/1"), &info);
                package(&decrypt(&key, box_)?, voter, *size)
            }
            Opener::Layers { keys, size } => {
                if sealed.len() != size + 48 * keys.len() {
                    return None;
                }
                let mut outermost_first = keys.iter().rev();
                let opened = outermost_first.try_fold(sealed.to_vec(), |sealed, key| open_box(&sealed, key))?;
                package(&opened, voter, *size)
            }
        }
    }
}

/// libsodium's `crypto_box_seal_open`. @param `key`: secret and public key
fn open_box(sealed: &[u8], (secret, public): &(B32, B32)) -> Option<Vec<u8>> {
    let (ephemeral, box_) = sealed.split_at_checked(32)?;
    let shared = MontgomeryPoint(ephemeral.try_into().ok()?).mul_clamped(*secret);
    if shared.0 == [0; 32] {
        return None;
    }
    let key = hsalsa::<salsa20::cipher::consts::U10>(&shared.0.into(), &Default::default());
    let nonce = Blake2b::<U24>::new().chain_update(ephemeral).chain_update(public).finalize();
    XSalsa20Poly1305::new(&key).decrypt(&nonce, box_).ok()
}

fn little(bytes: &B32) -> BigUint {
    BigUint::from_bytes_le(bytes)
}

/// A layer's key that an honest keykeeper can have. Refusal: `seal/box-key`.
pub fn check_box_key(key: &[u8]) -> Res<B32> {
    let read: Option<B32> = key.try_into().ok();
    let prime = (BigUint::from(1u32) << 255) - 19u32;
    let honest = read.filter(|key| little(key) < prime && MontgomeryPoint(*key).mul_clamped([1; 32]).0 != [0; 32]);
    ensure!(honest.is_some(), "seal/box-key", "the key of a layer is not canonical, or of low order");
    Ok(honest.expect("checked"))
}

/// Refusal: `seal/revealed-key`, unless it is the only clamped secret key of the public key.
pub fn check_revealed(secret: &B32, public: &B32) -> Res<()> {
    let clamped = secret[0] & 7 == 0 && secret[31] & 0xc0 == 0x40;
    let order =
        (BigUint::from(1u32) << 252) + "27742317777372353535851937790883648493".parse::<BigUint>().expect("a number");
    let only = little(secret) > order * 8u32 - (BigUint::from(1u32) << 254);
    let same = MontgomeryPoint::mul_base_clamped(*secret).0 == *public;
    ensure!(
        clamped && only && same,
        "seal/revealed-key",
        "the revealed key is not the secret key of this keykeeper's public key"
    );
    Ok(())
}
