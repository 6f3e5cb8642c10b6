//! Ballots in the clear: packages in their only form, and the hash that proves one.
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use serde_json::Value;

use crate::bytes::{B32, from_digits};
use crate::field::{poseidon, scalar, scalar_bytes};
use crate::json::integer;

pub const MOST_BYTES: usize = 2048;

struct Package {
    snark: bool,
    nonce: Option<[u8; 31]>,
    votes: Vec<u8>,
}

fn text_of(snark: bool, nonce: Option<&str>, votes: &[u8]) -> String {
    let kind = if snark { "snark-vote" } else { "poll-vote" };
    let nonce = nonce.map(|digits| format!("\"nonce\":\"{digits}\",")).unwrap_or_default();
    let votes: Vec<String> = votes.iter().map(u8::to_string).collect();
    format!("{{\"type\":\"{kind}\",{nonce}\"votes\":[{}]}}", votes.join(","))
}

fn read(bytes: &[u8]) -> Option<Package> {
    if bytes.len() > MOST_BYTES {
        return None;
    }
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let snark = match document["type"].as_str()? {
        "snark-vote" => true,
        "poll-vote" => false,
        _ => return None,
    };
    let list = document["votes"].as_array().filter(|list| (1..=100).contains(&list.len()))?;
    let votes: Vec<u8> = list.iter().map(|one| Some(integer(one, 0, 255)? as u8)).collect::<Option<_>>()?;
    let digits = match &document["nonce"] {
        Value::Null => None,
        other => Some(other.as_str()?),
    };
    let nonce = match digits {
        None => None,
        Some(digits) => Some(from_digits(digits)?.try_into().ok()?),
    };
    if snark && nonce.is_none() {
        return None;
    }
    (text_of(snark, digits, &votes).as_bytes() == bytes).then_some(Package { snark, nonce, votes })
}

/// The values of a ballot by name, or `None` if the package is not one.
pub fn named(bytes: &[u8]) -> Option<Vec<u8>> {
    read(bytes).filter(|package| !package.snark).map(|package| package.votes)
}

fn packed(votes: &[u8]) -> impl Iterator<Item = Fr> {
    let shift = Fr::from(2u64).pow([200]);
    votes.chunks(25).enumerate().map(move |(j, chunk)| {
        let sum = chunk.iter().rev().fold(Fr::ZERO, |sum, vote| sum * Fr::from(256u64) + Fr::from(*vote));
        if j == 0 { sum + Fr::from(votes.len() as u64) * shift } else { sum }
    })
}

/// `poseidon(packed_0 … packed_{K−1}, nonce, nullifier)`.
pub fn vote_hash(votes: &[u8], nonce: &[u8; 31], nullifier: Fr) -> Fr {
    let mut padded = [0; 32];
    padded[1..].copy_from_slice(nonce);
    let mut inputs: Vec<Fr> = packed(votes).collect();
    inputs.extend([scalar(&padded).expect("248 bits"), nullifier]);
    poseidon(&inputs)
}

/// The values of the ballot that was proved, or `None` if the package is not it.
pub fn opened(bytes: &[u8], proved: &B32, nullifier: &B32) -> Option<Vec<u8>> {
    let package = read(bytes).filter(|package| package.snark)?;
    let hash = vote_hash(&package.votes, &package.nonce?, scalar(nullifier)?);
    (scalar_bytes(&hash) == *proved).then_some(package.votes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_one_form() {
        assert_eq!(named(br#"{"type":"poll-vote","votes":[1,0]}"#), Some(vec![1, 0]));
        for other in [
            r#"{"type":"poll-vote","votes":[1, 0]}"#,
            r#"{"votes":[1,0],"type":"poll-vote"}"#,
            r#"{"type":"poll-vote","votes":[1.0,0]}"#,
            r#"{"type":"poll-vote","votes":[256]}"#,
            r#"{"type":"poll-vote","votes":[]}"#,
            r#"{"type":"poll-vote","votes":[1],"x":1}"#,
            r#"{"type":"poll-vote","nonce":null,"votes":[1]}"#,
            "\u{feff}{\"type\":\"poll-vote\",\"votes\":[1]}",
        ] {
            assert_eq!(named(other.as_bytes()), None, "{other}");
        }
    }
}
