//! Expensive checks: the machine forms statements, and they are checked here, many at a time on all processors.
use std::sync::Arc;

use ark_bn254::Fr;
use num_bigint::BigUint;
use rayon::prelude::*;

use crate::blind;
use crate::bytes::{Address, B32, word};
use crate::census;
use crate::eth::{address_word, signer};
use crate::field::scalar;
use crate::groth16::{Claim, Key, Proof, wrong};
use crate::package;
use crate::refuse::Refused;
use crate::token;

pub enum Fact {
    Proof { signals: [B32; 6], proof: Box<[u8; 256]> },
    Opening { vote_hash: B32, nullifier: B32, package: Arc<[u8]> },
    Signature { digest: B32, signature: [u8; 65], address: Address },
    Member { root: Fr, voter: Address, weight: u128, nodes: Vec<[Fr; 8]> },
    Balance(Box<token::Balance>),
    Account(Box<token::Account>),
    Blind { modulus: Vec<u8>, randomizer: B32, voter: Address, signature: Box<[u8; 384]> },
    Any(Vec<Fact>),
}

/// A fact, and the refusal if it is not true.
pub struct Asked {
    pub fact: Fact,
    pub refusal: Refused,
    /// The number of the transaction that needs it.
    pub at: u64,
}

fn is_true(fact: &Fact) -> bool {
    match fact {
        Fact::Proof { .. } => unreachable!("proofs are checked together"),
        Fact::Opening { vote_hash, nullifier, package } => package::opened(package, vote_hash, nullifier).is_some(),
        Fact::Signature { digest, signature, address } => signer(digest, signature) == Some(*address),
        Fact::Member { root, voter, weight, nodes } => {
            let commitment = scalar(&address_word(voter)).expect("160 bits");
            *voter != [0; 20] && census::is_in_tree(root, census::leaf(commitment, *weight), nodes)
        }
        Fact::Balance(it) => it.is_true(),
        Fact::Account(it) => it.is_true(),
        Fact::Blind { modulus, randomizer, voter, signature } => {
            let number = BigUint::from_bytes_be(modulus);
            blind::is_signed(&number, &[randomizer, voter.as_slice()].concat(), signature.as_slice())
        }
        Fact::Any(facts) => facts.iter().any(is_true),
    }
}

/// Proofs of one group are one equation of pairings.
const GROUP: usize = 128;

/// The first fact that is not true, in the order in which they were asked.
pub fn first_false(key: Option<&Key>, asked: &[Asked]) -> Option<usize> {
    let (proofs, others): (Vec<usize>, Vec<usize>) =
        (0..asked.len()).partition(|i| matches!(asked[*i].fact, Fact::Proof { .. }));
    let other = others.par_iter().filter(|i| !is_true(&asked[**i].fact)).min().copied();
    let proof = proofs.par_chunks(GROUP).filter_map(|group| first_wrong(key, asked, group)).min();
    other.into_iter().chain(proof).min()
}

fn first_wrong(key: Option<&Key>, asked: &[Asked], group: &[usize]) -> Option<usize> {
    let Some(key) = key else { return group.first().copied() };
    let read = |i: usize| {
        let Fact::Proof { signals, proof } = &asked[i].fact else { unreachable!("a group of proofs") };
        let signals = signals.iter().map(scalar).collect::<Option<_>>()?;
        Some(Claim { proof: Proof::read(proof)?, signals })
    };
    let claims: Vec<Option<Claim>> = group.iter().map(|i| read(*i)).collect();
    let malformed = claims.iter().position(Option::is_none);
    let places: Vec<usize> = (0..group.len()).filter(|i| claims[*i].is_some()).collect();
    let formed: Vec<&Claim> = places.iter().filter_map(|i| claims[*i].as_ref()).collect();
    let invalid = wrong(key, &formed).first().map(|i| places[*i]);
    malformed.into_iter().chain(invalid).min().map(|i| group[i])
}

/// What waits to be checked.
#[derive(Default)]
pub struct Queue {
    asked: Vec<Asked>,
    pub key: Option<Key>,
}

/// So many facts are checked together; their evidence is in memory until then.
const MOST: usize = 8192;

impl Queue {
    pub fn ask(&mut self, at: u64, fact: Fact, code: &'static str, why: &str) {
        self.asked.push(Asked { fact, refusal: Refused::new(code, why), at });
    }

    pub fn is_full(&self) -> bool {
        self.asked.len() >= MOST
    }

    /// Checks everything. Refusal: of the first fact that is not true, with the number of its transaction.
    pub fn check(&mut self) -> Result<(), (u64, Refused)> {
        let asked = std::mem::take(&mut self.asked);
        match first_false(self.key.as_ref(), &asked) {
            Some(i) => Err((asked[i].at, asked[i].refusal.clone())),
            None => Ok(()),
        }
    }
}

/// A weight or a number as a public signal.
pub fn signal(value: u128) -> B32 {
    word(value)
}
