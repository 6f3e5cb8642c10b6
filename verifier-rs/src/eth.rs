//! Ethereum's signatures: secp256k1 with a recovered address, EIP-191 and EIP-712.
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};

use crate::bytes::{Address, B32, keccak256, word};

/// The address of the key that made a signature in canonical form: r ‖ s ‖ v, s at most half the order, v 27 or 28.
pub fn signer(digest: &B32, signature: &[u8; 65]) -> Option<Address> {
    let v = signature[64].checked_sub(27).filter(|v| *v < 2)?;
    let parsed = Signature::from_slice(&signature[..64]).ok()?;
    if parsed.normalize_s().is_some() {
        return None;
    }
    let key = VerifyingKey::recover_from_prehash(digest, &parsed, RecoveryId::from_byte(v)?).ok()?;
    Some(address_of(&key))
}

pub fn address_of(key: &VerifyingKey) -> Address {
    let point = key.to_encoded_point(false);
    keccak256(&[&point.as_bytes()[1..]])[12..].try_into().expect("20 bytes")
}

/// An address as a word of the ABI.
pub fn address_word(address: &Address) -> B32 {
    let mut bytes = [0; 32];
    bytes[12..].copy_from_slice(address);
    bytes
}

/// The digest of a text that a wallet signs (EIP-191).
pub fn personal(text: &str) -> B32 {
    keccak256(&[b"\x19Ethereum Signed Message:\n", text.len().to_string().as_bytes(), text.as_bytes()])
}

fn typed(domain: &[&[u8]], kind: &str, values: &[B32]) -> B32 {
    let mut parts: Vec<B32> = vec![keccak256(&[kind.as_bytes()])];
    parts.extend(values);
    let message = keccak256(&parts.iter().map(|part| part.as_slice()).collect::<Vec<_>>());
    keccak256(&[&[0x19, 1], &keccak256(domain), &message])
}

/// The digest of EIP-712 data of the voting chain. `kind` is the struct's full type.
pub fn chain_typed(genesis: &B32, kind: &str, values: &[B32]) -> B32 {
    let domain = keccak256(&[b"EIP712Domain(string name,string version,bytes32 salt)"]);
    let (name, version) = (keccak256(&[b"Psephos voting chain"]), keccak256(&[b"1"]));
    typed(&[&domain, &name, &version, genesis], kind, values)
}

/// What an authority signs of an account.
pub fn certificate(scope: &B32, voter: &Address, weight: u128) -> B32 {
    let domain = keccak256(&[b"EIP712Domain(string name,string version)"]);
    let (name, version) = (keccak256(&[b"Psephos certificate"]), keccak256(&[b"1"]));
    let kind = "CensusCertificate(uint256 scope,address voter,uint256 weight)";
    typed(&[&domain, &name, &version], kind, &[*scope, address_word(voter), word(weight)])
}
