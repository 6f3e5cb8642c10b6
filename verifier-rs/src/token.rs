//! Proofs of a token's storage (EIP-1186): Ethereum's Merkle Patricia tries, and where tokens keep balances.
use num_bigint::BigUint;

use crate::bytes::{Address, B32, ZERO_32, big_word, keccak256};
use crate::declaration::{ERC1155, MINI_ME};
use crate::eth::address_word;
use crate::rlp::{Rlp, bytes_of, rlp};

fn nibbles(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

/// Follows a node within a proof: gives the value at `path`. Every node of the proof is used.
fn follow(node: Rlp, path: &[u8], more: &[Vec<u8>]) -> Option<Vec<u8>> {
    let Rlp::List(members, _) = node else { return None };
    match members.len() {
        17 => match path.split_first() {
            None => more.is_empty().then(|| bytes_of(&members[16]).map(<[u8]>::to_vec))?,
            Some((at, rest)) => descend(members.into_iter().nth(*at as usize)?, rest, more),
        },
        2 => {
            let mut members = members.into_iter();
            let compact = nibbles(bytes_of(&members.next()?)?);
            let flag = *compact.first().filter(|flag| **flag < 4)?;
            let shared = &compact[if flag & 1 == 1 { 1 } else { 2 }..]; // clients ignore the nibble of padding
            let rest = path.strip_prefix(shared)?;
            let next = members.next()?;
            if flag >= 2 {
                return (rest.is_empty() && more.is_empty()).then(|| bytes_of(&next).map(<[u8]>::to_vec))?;
            }
            if shared.is_empty() { None } else { descend(next, rest, more) }
        }
        _ => None,
    }
}

fn descend(reference: Rlp, path: &[u8], more: &[Vec<u8>]) -> Option<Vec<u8>> {
    match reference {
        // A node of less than 32 bytes is in its parent. Some proofs list it as well.
        Rlp::List(_, raw) if raw.len() < 32 => {
            let more = more.split_first().filter(|(next, _)| *next == raw).map_or(more, |(_, more)| more);
            follow(reference, path, more)
        }
        Rlp::List(..) => None,
        Rlp::Bytes(hash) => more.first().filter(|node| node.len() >= 32).and_then(|_| from_hash(hash, path, more)),
    }
}

fn from_hash(hash: &[u8], path: &[u8], proof: &[Vec<u8>]) -> Option<Vec<u8>> {
    let (node, more) = proof.split_first()?;
    (keccak256(&[node]) == hash).then(|| follow(rlp(node)?, path, more))?
}

/// The value of a key in a trie whose keys are hashed; only proofs of presence.
fn value(root: &B32, key: &[u8], proof: &[Vec<u8>]) -> Option<Vec<u8>> {
    from_hash(root, &nibbles(&keccak256(&[key])), proof)
}

pub fn storage(root: &B32, slot: &B32, proof: &[Vec<u8>]) -> Option<BigUint> {
    let encoded = value(root, slot, proof)?;
    let bytes = bytes_of(&rlp(&encoded)?)?;
    (bytes.len() <= 32 && bytes.first().is_some_and(|byte| *byte != 0)).then(|| BigUint::from_bytes_be(bytes))
}

/// The storage root of an account: the third of its four fields.
pub fn storage_root(state: &B32, account: &Address, proof: &[Vec<u8>]) -> Option<B32> {
    let found = value(state, account, proof)?;
    let Rlp::List(fields, _) = rlp(&found)? else { return None };
    (fields.len() == 4).then(|| bytes_of(&fields[2])?.try_into().ok())?
}

pub struct Account {
    pub block: B32,
    pub number: BigUint,
    pub header: Vec<u8>,
    pub token: Address,
    pub storage_root: B32,
    pub proof: Vec<Vec<u8>>,
}

impl Account {
    fn root(&self) -> Option<B32> {
        let Rlp::List(fields, _) = rlp(&self.header)? else { return None };
        let number = bytes_of(fields.get(8)?)?;
        if BigUint::from_bytes_be(number) != self.number || number.first() == Some(&0) {
            return None;
        }
        let state: B32 = bytes_of(fields.get(3)?)?.try_into().ok()?;
        storage_root(&state, &self.token, &self.proof)
    }

    pub fn is_true(&self) -> bool {
        keccak256(&[&self.header]) == self.block && self.root() == Some(self.storage_root)
    }
}

pub struct Balance {
    pub storage_root: B32,
    pub origin: u8,
    pub position: BigUint,
    pub token_id: BigUint,
    pub voter: Address,
    pub weight: u128,
    pub proofs: Vec<Vec<Vec<u8>>>,
}

/// `keccak256(key ‖ position)`.
fn mapping(key: &B32, position: &B32) -> B32 {
    keccak256(&[key, position])
}

impl Balance {
    fn found(&self) -> Option<BigUint> {
        let (holder, position) = (address_word(&self.voter), big_word(&self.position));
        let slot = match self.origin {
            ERC1155 => mapping(&holder, &mapping(&big_word(&self.token_id), &position)),
            _ => mapping(&holder, &position),
        };
        if self.origin != MINI_ME {
            let [proof] = self.proofs.as_slice() else { return None };
            return storage(&self.storage_root, &slot, proof);
        }
        let [length, last] = self.proofs.as_slice() else { return None };
        let count = storage(&self.storage_root, &slot, length)?;
        if count > BigUint::from(1u64 << 32) {
            return None;
        }
        let first = BigUint::from_bytes_be(&keccak256(&[&slot]));
        let at = (first + count - 1u32) % (BigUint::from(1u32) << 256);
        Some(storage(&self.storage_root, &big_word(&at), last)? >> 128)
    }

    pub fn is_true(&self) -> bool {
        let id = self.token_id.bits();
        let fits = if self.origin == ERC1155 { id <= 80 || id > 160 } else { id == 0 };
        fits && self.voter != [0; 20]
            && self.storage_root != ZERO_32
            && self.found() == Some(BigUint::from(self.weight))
    }
}
