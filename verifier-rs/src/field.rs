//! The scalar field of BN254, and circomlib's Poseidon over it.
use std::cell::RefCell;

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};
use light_poseidon::{Poseidon, PoseidonHasher};
use num_bigint::BigUint;

use crate::bytes::{B32, big_word, hex_array, keccak256};

/// Reads 32 big-endian bytes; an integer that is not below r is `None`, never reduced.
pub fn scalar(bytes: &B32) -> Option<Fr> {
    let mut limbs = [0u64; 4];
    for (i, chunk) in bytes.rchunks(8).enumerate() {
        limbs[i] = u64::from_be_bytes(chunk.try_into().expect("eight bytes"));
    }
    Fr::from_bigint(ark_ff::BigInt(limbs))
}

/// `0x` and 64 lower-case digits, below r.
pub fn scalar_hex(text: &str) -> Option<Fr> {
    scalar(&hex_array(text)?)
}

pub fn scalar_bytes(value: &Fr) -> B32 {
    value.into_bigint().to_bytes_be().try_into().expect("32 bytes")
}

/// `uint256(keccak256(bytes)) >> 8`.
pub fn hash_to_field(parts: &[&[u8]]) -> Fr {
    let hash = keccak256(parts);
    let mut shifted = [0u8; 32];
    shifted[1..].copy_from_slice(&hash[..31]);
    scalar(&shifted).expect("248 bits")
}

/// An integer below r.
pub fn big(value: &BigUint) -> Option<Fr> {
    (value.bits() <= 256).then(|| scalar(&big_word(value)))?
}

thread_local! {
    static HASHERS: RefCell<[Option<Poseidon<Fr>>; 9]> = const { RefCell::new([const { None }; 9]) };
}

/// circomlib's Poseidon of 1 to 8 inputs, first lane out.
pub fn poseidon(inputs: &[Fr]) -> Fr {
    HASHERS.with_borrow_mut(|hashers| {
        let hasher = hashers[inputs.len()]
            .get_or_insert_with(|| Poseidon::<Fr>::new_circom(inputs.len()).expect("1 to 12 inputs"));
        hasher.hash(inputs).expect("as many inputs as the hasher has")
    })
}
