//! Counting: opens each voter's last vote, and applies the rules of ballots.
use num_bigint::BigUint;
use rayon::prelude::*;

use crate::bytes::keccak256;
use crate::ceremony::Kind;
use crate::declaration::Params;
use crate::merkle::{leaf, root};
use crate::package;
use crate::process::{Counted, Entry, Process};
use crate::refuse::Res;
use crate::seal::{Opener, plaintext_bytes};

/// `⌊2^16 · v^(exponent / 10000)⌋`: the root of a root is taken in the degree's prime factors, and each is exact.
pub fn cost(value: u64, exponent: u64) -> BigUint {
    let mut divisor = (exponent, 10_000);
    while divisor.0 != 0 {
        divisor = (divisor.1 % divisor.0, divisor.0);
    }
    let (n, mut degree) = (exponent / divisor.1, 10_000 / divisor.1);
    let mut number = BigUint::from(value).pow(n as u32) << (16 * degree);
    for prime in [2, 5] {
        while degree.is_multiple_of(prime) {
            number = number.nth_root(prime as u32);
            degree /= prime;
        }
    }
    number
}

pub struct Tally<'a> {
    params: &'a Params,
    costs: Option<Vec<BigUint>>,
    pub counts: Vec<Vec<BigUint>>,
    pub invalid: BigUint,
}

impl<'a> Tally<'a> {
    pub fn new(params: &'a Params) -> Self {
        let limited = params.cost_from_weight() || params.max_total_cost > 0;
        let values: Vec<u64> = (0..=params.max_value).collect();
        let costs = || values.par_iter().map(|value| cost(*value, params.cost_exponent)).collect();
        let row = vec![BigUint::ZERO; params.max_value as usize + 1];
        Tally {
            params,
            costs: limited.then(costs),
            counts: vec![row; params.max_count as usize],
            invalid: BigUint::ZERO,
        }
    }

    fn is_valid(&self, votes: &[u8], weight: u128) -> bool {
        let it = self.params;
        if votes.len() as u64 != it.max_count || votes.iter().any(|vote| *vote as u64 > it.max_value) {
            return false;
        }
        let mut seen = [false; 256];
        if it.unique_values() && votes.iter().any(|vote| std::mem::replace(&mut seen[*vote as usize], true)) {
            return false;
        }
        let Some(costs) = &self.costs else { return true };
        let limit = if it.cost_from_weight() { weight } else { it.max_total_cost as u128 };
        votes.iter().map(|vote| &costs[*vote as usize]).sum::<BigUint>() <= BigUint::from(limit) << 16
    }

    /// Returns whether the ballot was valid.
    pub fn add(&mut self, ballot: Option<&[u8]>, weight: u128) -> bool {
        match ballot.filter(|votes| self.is_valid(votes, weight)) {
            Some(votes) => {
                votes.iter().zip(&mut self.counts).for_each(|(vote, row)| row[*vote as usize] += weight);
                true
            }
            None => {
                self.invalid += weight;
                false
            }
        }
    }

    fn fields(&self) -> Vec<String> {
        let field = |row: &Vec<BigUint>| {
            let counts =
                row.iter().enumerate().map(|(value, count)| format!("{{\"value\":\"{value}\",\"count\":\"{count}\"}}"));
            format!("{{\"invalid\":\"{}\",\"results\":[{}]}}", self.invalid, counts.collect::<Vec<_>>().join(","))
        };
        self.counts.iter().map(field).collect()
    }
}

fn opener(process: &Process, question: u64) -> Res<Opener> {
    let params = &process.declaration.params;
    if !params.sealed() {
        return Ok(Opener::Clear);
    }
    let Some(ceremony) = process.ceremony.as_ref().filter(|_| process.key_at > 0 && !process.log.is_empty()) else {
        return Ok(Opener::Never);
    };
    let size = plaintext_bytes(params.max_count, params.max_value);
    match &ceremony.kind {
        Kind::Layered { public, secret, .. } => {
            let keys = secret.iter().zip(public).map(|(secret, public)| Some(((*secret)?, (*public)?)));
            Ok(Opener::Layers { keys: keys.collect::<Option<_>>().expect("all keys are out"), size })
        }
        Kind::Threshold { .. } => {
            let (secret, public) = ceremony.secret()?;
            let scope = process.scope(question);
            Ok(Opener::threshold(secret, public, &ceremony.genesis, &scope, ceremony.round, size))
        }
    }
}

fn counted_leaf(index: usize, entry: &Entry) -> Vec<u8> {
    [
        entry.voter.as_slice(),
        &entry.weight.to_be_bytes(),
        &entry.vote_hash,
        &entry.envelope_hash,
        &(index as u64).to_be_bytes(),
    ]
    .concat()
}

/// The values of a vote that counts, or `None` if its package does not open or is no ballot.
fn ballot(process: &Process, opener: &Opener, index: usize) -> Option<Vec<u8>> {
    let entry = &process.log[index];
    let opened = opener.open(&entry.voter, process.packages[index].as_ref()?)?;
    if process.declaration.params.anonymous() {
        package::opened(&opened, &entry.vote_hash, &entry.voter)
    } else {
        package::named(&opened)
    }
}

/// Counts a process whose keys are out. Refusal: `seal/key`.
pub fn count(process: &Process) -> Res<Counted> {
    let params = &process.declaration.params;
    let openers: Vec<Opener> = (0..params.questions()).map(|question| opener(process, question)).collect::<Res<_>>()?;
    let counts = |index: &usize| process.counting[&process.log[*index].voter] == *index;
    let ballots: Vec<Option<Vec<u8>>> = (0..process.log.len())
        .into_par_iter()
        .map(|index| {
            counts(&index).then(|| ballot(process, &openers[process.question_at(index) as usize], index)).flatten()
        })
        .collect();
    let mut tallies: Vec<Tally> = (0..params.questions()).map(|_| Tally::new(params)).collect();
    let mut order: Vec<usize> = (0..process.log.len()).filter(counts).collect();
    let mut invalid = 0;
    for index in &order {
        let tally = &mut tallies[process.question_at(*index) as usize];
        invalid += !tally.add(ballots[*index].as_deref(), process.log[*index].weight) as u64;
    }
    order.sort_by_key(|index| process.log[*index].voter);
    let fields: Vec<String> = tallies.iter().flat_map(Tally::fields).collect();
    let results = format!("{{\"questions\":[{}]}}\n", fields.join(","));
    Ok(Counted {
        size: order.len() as u64,
        root: root(order.iter().map(|index| leaf(&counted_leaf(*index, &process.log[*index])))),
        results_hash: keccak256(&[results.as_bytes()]),
        results,
        ballots,
        invalid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_exact() {
        assert_eq!(cost(3, 10_000), BigUint::from(3u32 << 16));
        assert_eq!(cost(3, 20_000), BigUint::from(9u32 << 16));
        assert_eq!(cost(0, 0), BigUint::from(1u32 << 16));
        assert_eq!(cost(0, 5_000), BigUint::ZERO);
        assert_eq!(cost(2, 5_000), BigUint::from(92_681u32)); // 65536 · √2 = 92681.9
        assert_eq!(cost(7, 1_000), BigUint::from(79_614u32)); // 65536 · 7^0.1 = 79614.6…
    }
}
