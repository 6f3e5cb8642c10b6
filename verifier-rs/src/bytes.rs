//! Encodings of bytes: hex, base64, big-endian integers; and the hashes by their names.
use base64::{Engine, engine::general_purpose::STANDARD};
use num_bigint::BigUint;
use sha2::{Digest, Sha256};
use sha3::{Keccak256, Sha3_256};

pub type B32 = [u8; 32];
pub type Address = [u8; 20];

pub const ZERO_32: B32 = [0; 32];

/// The largest integer that the format has: 2^53 − 1.
pub const MAX_SAFE: u64 = (1 << 53) - 1;

pub fn digits(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [ALPHABET[(b >> 4) as usize] as char, ALPHABET[(b & 15) as usize] as char]).collect()
}

/// `0x` and lower-case digits.
pub fn hex(bytes: &[u8]) -> String {
    format!("0x{}", digits(bytes))
}

/// Reads lower-case digits without a prefix; any other text is `None`.
pub fn from_digits(text: &str) -> Option<Vec<u8>> {
    let nibble = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes().chunks(2).map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    from_digits(text.strip_prefix("0x")?)
}

/// Reads `0x` and exactly 2·N lower-case digits.
pub fn hex_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    from_hex(text)?.try_into().ok()
}

pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// RFC 4648 with padding; bits left over are refused.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

pub fn sha256(parts: &[&[u8]]) -> B32 {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

pub fn keccak256(parts: &[&[u8]]) -> B32 {
    let mut hash = Keccak256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

pub fn sha3_256(bytes: &[u8]) -> B32 {
    Sha3_256::digest(bytes).into()
}

/// An integer as 32 big-endian bytes.
pub fn word(value: u128) -> B32 {
    let mut bytes = ZERO_32;
    bytes[16..].copy_from_slice(&value.to_be_bytes());
    bytes
}

/// An integer of at most 256 bits as 32 big-endian bytes.
pub fn big_word(value: &BigUint) -> B32 {
    let bytes = minimal(value);
    let mut padded = ZERO_32;
    padded[32 - bytes.len()..].copy_from_slice(&bytes);
    padded
}

/// Big-endian bytes without leading zeros; zero is no bytes.
pub fn minimal(value: &BigUint) -> Vec<u8> {
    if *value == BigUint::ZERO { vec![] } else { value.to_bytes_be() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_has_one_form() {
        assert_eq!(hex_array::<2>("0x0aff"), Some([10, 255]));
        for other in ["0aff", "0x0aFf", "0xaff", "0x0aff0", "0x0aff00"] {
            assert_eq!(hex_array::<2>(other), None, "{other}");
        }
    }

    #[test]
    fn base64_has_one_form() {
        assert_eq!(from_base64("AQ=="), Some(vec![1]));
        for other in ["AQ", "AR==", "AQ==\n", "A Q=="] {
            assert_eq!(from_base64(other), None, "{other}");
        }
    }
}
