//! Signed transactions of Ethereum, and the calls of a rollup's contracts in them, each in its only form.
use num_bigint::BigUint;

use crate::bytes::{Address, B32, keccak256};
use crate::eth::signer;
use crate::refuse::{Res, refuse};
use crate::rlp::{Rlp, bytes_of, list_of, rlp, write_list};

pub struct Signed {
    pub from: Address,
    pub to: Address,
    pub chain: u64,
    pub data: Vec<u8>,
}

/// An integer without leading zeros, of at most so many bytes.
fn integer<'a>(item: &Rlp<'a>, most: usize) -> Option<&'a [u8]> {
    bytes_of(item).filter(|bytes| bytes.len() <= most && bytes.first() != Some(&0))
}

fn small(item: &Rlp) -> Option<u64> {
    Some(integer(item, 8)?.iter().fold(0, |sum, byte| sum << 8 | *byte as u64))
}

fn word_of(item: &Rlp) -> Option<B32> {
    let bytes = integer(item, 32)?;
    let mut word = [0; 32];
    word[32 - bytes.len()..].copy_from_slice(bytes);
    Some(word)
}

/// Whether this is a list of addresses, each with a list of storage keys.
fn is_access_list(item: &Rlp) -> bool {
    let Rlp::List(entries, _) = item else { return false };
    entries.iter().all(|entry| {
        let Rlp::List(parts, _) = entry else { return false };
        let [address, Rlp::List(keys, _)] = parts.as_slice() else { return false };
        bytes_of(address).is_some_and(|bytes| bytes.len() == 20)
            && keys.iter().all(|key| bytes_of(key).is_some_and(|bytes| bytes.len() == 32))
    })
}

fn address(item: &Rlp) -> Option<Address> {
    bytes_of(item)?.try_into().ok()
}

/// The order of fields before the access list or the signature: nonce, fees, gas, to, value, data.
fn call_fields<'a>(fields: &[Rlp<'a>], fees: usize) -> Option<(Address, &'a [u8])> {
    small(&fields[0])?;
    let mut paid = vec![];
    for fee in &fields[1..=fees] {
        paid.push(BigUint::from_bytes_be(integer(fee, 32)?));
    }
    if fees == 2 && paid[0] > paid[1] {
        return None; // no block takes a tip above the whole fee
    }
    integer(&fields[1 + fees], 32)?;
    integer(&fields[3 + fees], 32)?;
    Some((address(&fields[2 + fees])?, bytes_of(&fields[4 + fees])?))
}

fn recovered(digest: &B32, y: u64, r: &Rlp, s: &Rlp) -> Option<Address> {
    let v = [27 + u8::try_from(y).ok().filter(|y| *y < 2)?];
    let signature = [word_of(r)?.as_slice(), &word_of(s)?, &v].concat();
    signer(digest, &signature.try_into().expect("65 bytes"))
}

/// Types 1 and 2: chain id, the fields of the call, an access list, and the signature.
fn typed(kind: u8, bytes: &[u8]) -> Option<Signed> {
    let fields = list_of(rlp(bytes)?)?;
    let fees = kind as usize;
    if fields.len() != 10 + fees {
        return None;
    }
    let chain = small(&fields[0]).filter(|chain| *chain > 0)?;
    let (to, data) = call_fields(&fields[1..], fees)?;
    if !is_access_list(&fields[6 + fees]) {
        return None;
    }
    let plain: Vec<&Rlp> = fields[..7 + fees].iter().collect();
    let digest = keccak256(&[&[kind], &write_list(&plain)]);
    let from = recovered(&digest, small(&fields[7 + fees])?, &fields[8 + fees], &fields[9 + fees])?;
    Some(Signed { from, to, chain, data: data.to_vec() })
}

/// Type 0 with a chain id (EIP-155).
fn legacy(bytes: &[u8]) -> Option<Signed> {
    let fields = list_of(rlp(bytes)?)?;
    if fields.len() != 9 {
        return None;
    }
    let (to, data) = call_fields(&fields, 1)?;
    let v = small(&fields[6])?.checked_sub(35)?;
    let chain = (v / 2 > 0).then_some(v / 2)?;
    let id: Vec<u8> = chain.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let (id, none) = (Rlp::Bytes(&id), Rlp::Bytes(&[]));
    let mut plain: Vec<&Rlp> = fields[..6].iter().collect();
    plain.extend([&id, &none, &none]);
    let from = recovered(&keccak256(&[&write_list(&plain)]), v % 2, &fields[7], &fields[8])?;
    Some(Signed { from, to, chain, data: data.to_vec() })
}

/// Refusal: `rollup/transaction`: it is malformed, of another type, or creates a contract.
pub fn signed(bytes: &[u8]) -> Res<Signed> {
    let read = match bytes.first() {
        Some(kind @ (1 | 2)) => typed(*kind, &bytes[1..]),
        Some(0xc0..) => legacy(bytes),
        _ => None,
    };
    read.map_or_else(|| refuse("rollup/transaction", "a signed transaction is not in its form"), Ok)
}

/// A vote that was put on chain, as its call has it.
pub struct Cast {
    pub nullifier: B32,
    pub weight: B32,
    pub vote_hash: B32,
    pub nonce: u64,
    pub keys: B32,
    pub package: B32,
    pub proof: Box<[u8; 256]>,
}

pub enum Call {
    Open { batch_key: B32, open_key: B32 },
    Include(Cast),
    Publish { nullifier: B32, packed: B32, nonce: B32 },
    TakeTurn { digest: B32, count: B32 },
    Post,
    Close,
}

fn selector(signature: &str) -> [u8; 4] {
    keccak256(&[signature.as_bytes()])[..4].try_into().expect("four bytes")
}

const OPEN: &str = "openRollup(bytes32,(uint256,bytes32,bytes32,uint64,uint32,uint32,uint32,uint32,uint32,uint128,uint128,uint8,uint256[]))";
const INCLUDE: &str = "includeVote(bytes32,(uint256,uint256,uint256,uint64,bytes32,bytes32),uint256[8])";
const PUBLISH: &str = "publishBallot(bytes32,uint256,uint256,uint256)";
const TAKE_TURN: &str = "takeTurn(bytes32,bytes32,uint256,bytes[])";
const POST: &str = "post(bytes32,uint256,(uint256[],uint256,uint256,uint256,uint256[8])[])";
const CLOSE: &str = "close(bytes32,uint256[],uint256[8])";

pub fn post_selector() -> [u8; 4] {
    selector(POST)
}

pub fn close_selector() -> [u8; 4] {
    selector(CLOSE)
}

/// The value of a word, if it fits into so many bytes.
fn uint(word: &B32, bytes: usize) -> Option<u64> {
    if word[..32 - bytes].iter().any(|byte| *byte != 0) {
        return None;
    }
    Some(word[24..].iter().fold(0, |sum, byte| sum << 8 | *byte as u64))
}

fn is(word: &B32, value: usize) -> bool {
    uint(word, 8) == Some(value as u64)
}

/// The words from an opening's declaration on: instance, hashes, windows, bonds, signatures, costs.
fn open(words: &[B32]) -> Option<Call> {
    let widths = [32, 32, 32, 8, 4, 4, 4, 4, 4, 16, 16, 1];
    if words.len() < 15 || !is(&words[0], 64) || !is(&words[13], 13 * 32) || !is(&words[14], words.len() - 15) {
        return None;
    }
    let fits = |(word, width): (&B32, usize)| word[..32 - width].iter().all(|byte| *byte == 0);
    words[1..13].iter().zip(widths).all(fits).then_some(Call::Open { batch_key: words[2], open_key: words[3] })
}

fn include(words: &[B32]) -> Option<Call> {
    let proof: Vec<u8> = words.get(6..).filter(|proof| proof.len() == 8)?.concat();
    Some(Call::Include(Cast {
        nullifier: words[0],
        weight: words[1],
        vote_hash: words[2],
        nonce: uint(&words[3], 8)?,
        keys: words[4],
        package: words[5],
        proof: Box::new(proof.try_into().expect("256 bytes")),
    }))
}

/// Whether words are a list of byte strings as an encoder writes it: offsets in order, padding of zeros, nothing more.
fn is_list_of_bytes(words: &[B32]) -> bool {
    let Some(count) = words.first().and_then(|word| uint(word, 8)).filter(|count| *count < words.len() as u64) else {
        return false;
    };
    let count = count as usize;
    let (offsets, content) = words[1..].split_at(count);
    let mut at = 0;
    for offset in offsets {
        if !is(offset, 32 * (count + at)) {
            return false;
        }
        let Some(length) = content.get(at).and_then(|word| uint(word, 4)) else { return false };
        let length = length as usize;
        let Some(text) = content.get(at + 1..at + 1 + length.div_ceil(32)) else { return false };
        if text.concat()[length..].iter().any(|byte| *byte != 0) {
            return false;
        }
        at += 1 + length.div_ceil(32);
    }
    at == content.len()
}

fn take_turn(words: &[B32]) -> Option<Call> {
    let right = words.len() >= 4 && is(&words[2], 4 * 32) && is_list_of_bytes(&words[3..]);
    right.then_some(Call::TakeTurn { digest: words[0], count: words[1] })
}

/// The process of a call, and the call; what is posted and closed is compared with what it has to be, and not read. Refusal: `rollup/transaction`.
pub fn call(data: &[u8]) -> Res<(B32, Call)> {
    let other = || refuse("rollup/transaction", "a signed transaction is no plain call of a rollup's contracts");
    if data.len() < 36 || data.len() % 32 != 4 {
        return other();
    }
    let (name, rest) = data.split_at(4);
    let words: Vec<B32> = rest.chunks(32).map(|word| word.try_into().expect("32 bytes")).collect();
    let (process, words) = (words[0], &words[1..]);
    let kinds = [OPEN, INCLUDE, PUBLISH, TAKE_TURN, POST, CLOSE];
    let read = match kinds.iter().position(|kind| selector(kind) == name) {
        Some(0) => open(words),
        Some(1) => include(words),
        Some(2) if words.len() == 3 => Some(Call::Publish { nullifier: words[0], packed: words[1], nonce: words[2] }),
        Some(3) => take_turn(words),
        Some(4) => Some(Call::Post),
        Some(5) => Some(Call::Close),
        _ => None,
    };
    read.map_or_else(other, |call| Ok((process, call)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::from_digits;

    #[test]
    fn the_example_of_eip_155_is_read() {
        let text = "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";
        let bytes = from_digits(text).expect("hex");
        let read = signed(&bytes).expect("it is in its form");
        assert_eq!(read.chain, 1);
        assert_eq!(read.to, [0x35; 20]);
        assert_eq!(read.from.to_vec(), from_digits("9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f").expect("hex"));
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert!(
                signed(&other).is_err_and(|why| why.code == "rollup/transaction")
                    || signed(&other).is_ok_and(|it| it.from != read.from)
            );
        }
        assert!(signed(&[bytes.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn lists_of_bytes_have_one_form() {
        let word = |value: u8| {
            let mut word = [0; 32];
            word[31] = value;
            word
        };
        assert!(is_list_of_bytes(&[word(0)]));
        let text = [[7; 32], word(0)];
        let right = vec![word(1), word(32), word(32), text[0]];
        assert!(is_list_of_bytes(&right));
        for (at, value) in [(0, 2), (1, 64), (2, 33), (2, 31)] {
            let mut other = right.clone();
            other[at] = word(value);
            assert!(!is_list_of_bytes(&other), "{at}");
        }
        assert!(!is_list_of_bytes(&[right.as_slice(), &[word(0)]].concat()));
        assert!(!is_list_of_bytes(&[]));
    }
}
