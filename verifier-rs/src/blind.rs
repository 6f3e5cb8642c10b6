//! RSASSA-PSS with SHA-384 and a salt of 48 bytes, as RFC 9474's RSABSSA-SHA384-PSS-Randomized is verified.
use num_bigint::BigUint;
use sha2::{Digest, Sha384};

const HASH: usize = 48;
const SALT: usize = 48;

fn mgf1(seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = length.div_ceil(HASH) as u32;
    let mut mask: Vec<u8> = (0..blocks)
        .flat_map(|counter| Sha384::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize().to_vec())
        .collect();
    mask.truncate(length);
    mask
}

/// Whether a signature of 384 bytes over `message` is valid under a modulus of 3,072 bits and e = 65537.
pub fn is_signed(modulus: &BigUint, message: &[u8], signature: &[u8]) -> bool {
    modulus.bits() == 3072 && verifies(modulus, 384, message, signature)
}

/// RFC 8017, section 8.1.2, for a modulus of exactly `length` bytes, whose first bit is set.
pub fn verifies(modulus: &BigUint, length: usize, message: &[u8], signature: &[u8]) -> bool {
    let number = BigUint::from_bytes_be(signature);
    if signature.len() != length || number >= *modulus {
        return false;
    }
    let encoded = number.modpow(&BigUint::from(65_537u32), modulus).to_bytes_be();
    let mut block = vec![0; length - encoded.len()];
    block.extend(encoded); // emBits is one less than the modulus's bits: the block's first bit is zero
    let (masked, rest) = block.split_at(length - HASH - 1);
    let (hash, trailer) = rest.split_at(HASH);
    if trailer != [0xbc] || masked[0] & 0x80 != 0 {
        return false;
    }
    let mut data: Vec<u8> = masked.iter().zip(mgf1(hash, masked.len())).map(|(byte, mask)| byte ^ mask).collect();
    data[0] &= 0x7f;
    let (padding, salt) = data.split_at(data.len() - SALT);
    if padding[..padding.len() - 1].iter().any(|byte| *byte != 0) || padding.last() != Some(&1) {
        return false;
    }
    let digest = Sha384::digest(message);
    Sha384::new().chain_update([0; 8]).chain_update(digest).chain_update(salt).finalize().as_slice() == hash
}
