//! The Ethereum transactions of a rollup: read from the bundle, and compared with what the transcript says was posted.
use std::collections::{BTreeMap, HashSet};

use ark_bn254::Fr;

use crate::bytes::{B32, from_base64, from_hex, to_base64, word};
use crate::ensure;
use crate::field::{scalar, scalar_bytes};
use crate::package::vote_hash;
use crate::process::Process;
use crate::refuse::{Res, refuse};
use crate::rollup_calls::{Call, Cast, call, close_selector, post_selector, signed};
use crate::rollup_count::Plan;

fn no<T>(why: &str) -> Res<T> {
    refuse("audit/rollup", why)
}

/// Nullifier and values of ballots that voters published, by their hash.
pub type Published = BTreeMap<B32, (B32, Vec<u8>)>;

/// The transactions in `rollup-transactions.jsonl`.
pub fn read_lines(text: &[u8]) -> Res<Vec<Vec<u8>>> {
    let read = || {
        let text = std::str::from_utf8(text).ok()?;
        if text.is_empty() {
            return Some(vec![]);
        }
        let line = |line: &str| from_base64(line.strip_prefix("{\"transaction\":\"")?.strip_suffix("\"}")?);
        let read: Vec<Vec<u8>> = text.strip_suffix('\n')?.split('\n').map(line).collect::<Option<_>>()?;
        let again: String = read.iter().map(|one| format!("{{\"transaction\":\"{}\"}}\n", to_base64(one))).collect();
        (again == text).then_some(read)
    };
    read().map_or_else(|| no("rollup-transactions.jsonl is not in its form"), Ok)
}

/// What the transactions show besides the transcript.
#[derive(Default)]
pub struct Evidence {
    pub opened: bool,
    pub included: Vec<Cast>,
    pub transactions: usize,
}

pub struct Expected<'a> {
    pub process: &'a Process,
    pub chain: u64,
    pub batch_key: B32,
    pub open_key: B32,
    /// The calls that post all batches, and the one that closes, are compared with these: in hex, the opening's is the last.
    pub proofs: &'a [String],
    pub plan: &'a Plan,
}

fn words(elements: &[Fr]) -> Vec<u8> {
    elements.iter().flat_map(scalar_bytes).collect()
}

/// A batch as it is posted: leaves after bitmap, commitment, state and proof.
fn posted(plan: &Plan, index: usize, proof: &[u8]) -> Vec<u8> {
    let batch = &plan.batches[index];
    [
        word(12 * 32).as_slice(),
        &word(batch.bitmap as u128),
        &words(&[batch.commitment, batch.after]),
        proof,
        &word(batch.leaves.len() as u128),
        &words(&batch.leaves),
    ]
    .concat()
}

impl Expected<'_> {
    fn proof(&self, index: usize) -> Vec<u8> {
        from_hex(&self.proofs[index]).expect("it was verified")
    }

    /// The input of a call that posts so many batches from `first`.
    fn post(&self, first: usize, count: usize) -> Vec<u8> {
        let batches: Vec<Vec<u8>> = (first..first + count).map(|i| posted(self.plan, i, &self.proof(i))).collect();
        let mut offsets = vec![];
        let mut at = 32 * count;
        for batch in &batches {
            offsets.extend(word(at as u128));
            at += batch.len();
        }
        let head = [word(first as u128), word(3 * 32), word(count as u128)].concat();
        [post_selector().as_slice(), &self.process.id, &head, &offsets, &batches.concat()].concat()
    }

    /// The input of the call that closes.
    fn close(&self) -> Vec<u8> {
        let params = &self.process.declaration.params;
        let mut tally = vec![Fr::from(self.plan.votes), self.plan.invalid];
        for row in &self.plan.results[..params.max_count as usize] {
            tally.extend(&row[..params.max_value as usize + 1]);
        }
        let proof = self.proof(self.proofs.len() - 1);
        let length = word(tally.len() as u128);
        [close_selector().as_slice(), &self.process.id, &word(10 * 32), &proof, &length, &words(&tally)].concat()
    }
}

/// Which phase of a rollup a call is of.
fn phase(call: &Call) -> usize {
    match call {
        Call::Open { .. } => 0,
        Call::Include(_) | Call::Publish { .. } => 1,
        Call::TakeTurn { .. } => 2,
        Call::Post => 3,
        Call::Close => 4,
    }
}

/// A ballot that was published: its hash, and what the hash is of.
fn ballot(max_count: u64, nullifier: &B32, packed: &B32, nonce: &B32) -> Option<(B32, Vec<u8>)> {
    let (empty, votes) = packed.split_at(32 - max_count as usize);
    let votes: Vec<u8> = votes.iter().rev().copied().collect();
    let right = empty.iter().all(|byte| *byte == 0) && nonce[0] == 0;
    let digits: [u8; 31] = nonce[1..].try_into().expect("31 bytes");
    right.then_some(())?;
    Some((scalar_bytes(&vote_hash(&votes, &digits, scalar(nullifier)?)), votes))
}

pub fn read_evidence(transactions: &[Vec<u8>], expected: &Expected) -> Res<Evidence> {
    let declaration = &expected.process.declaration;
    let params = &declaration.params;
    let distinct: HashSet<&Vec<u8>> = transactions.iter().collect();
    ensure!(distinct.len() == transactions.len(), "audit/rollup", "a transaction is there twice");
    let mut found = Evidence { transactions: transactions.len(), ..Evidence::default() };
    let (mut last, mut poster, mut next, mut counts) = (0, None, 0, [0; 5]);
    let mut contracts = [None, None];
    for bytes in transactions {
        let sent = signed(bytes)?;
        let (process, call) = call(&sent.data)?;
        let at = phase(&call);
        ensure!(at >= last, "audit/rollup", "a call is not at its place among the transactions");
        last = at;
        counts[at] += 1;
        ensure!(process == expected.process.id, "audit/rollup", "a transaction is of another process");
        ensure!(sent.chain == expected.chain, "audit/rollup", "a transaction is of another chain");
        if at >= 2 {
            ensure!(sent.to == params.settlement, "audit/rollup", "a turn's call is sent to another contract");
            ensure!(
                *poster.get_or_insert(sent.from) == sent.from,
                "audit/rollup",
                "the turn has transactions of several accounts"
            );
        } else {
            let known = *contracts[at].get_or_insert(sent.to);
            ensure!(sent.to == known, "audit/rollup", "a call is sent to another contract than the one before");
        }
        match call {
            Call::Open { batch_key, open_key } => {
                ensure!(
                    sent.from == declaration.entity && counts[0] == 1,
                    "audit/rollup",
                    "the rollup is opened twice, or by another account than the process's entity"
                );
                let keys = batch_key == expected.batch_key && open_key == expected.open_key;
                ensure!(keys, "audit/rollup", "the rollup was opened with other keys");
                found.opened = true;
            }
            Call::Include(vote) => found.included.push(vote),
            Call::Publish { nullifier, packed, nonce } => {
                let read = ballot(params.max_count, &nullifier, &packed, &nonce);
                ensure!(read.is_some(), "audit/rollup", "a published ballot is malformed");
            }
            Call::TakeTurn { digest, count } => ensure!(
                digest == expected.plan.digest && count == word(expected.plan.votes as u128),
                "audit/rollup",
                "the turn was taken for other votes than the transcript's"
            ),
            Call::Post => {
                let left = expected.plan.batches.len() - next;
                let count = sent
                    .data
                    .get(4 + 3 * 32 + 24..4 + 4 * 32)
                    .map(|bytes| bytes.iter().fold(0u64, |sum, byte| sum << 8 | *byte as u64));
                let count = count.filter(|count| *count <= left as u64).map(|count| count as usize);
                ensure!(
                    count.is_some_and(|count| expected.post(next, count) == sent.data),
                    "audit/rollup",
                    "batches from {next} on were posted otherwise than the transcript has them"
                );
                next += count.expect("it is known");
            }
            Call::Close => ensure!(
                sent.data == expected.close(),
                "audit/rollup",
                "the turn was closed otherwise than the transcript has it"
            ),
        }
    }
    ensure!(counts[2] == 1 && counts[4] == 1, "audit/rollup", "a turn is taken once and closed once");
    ensure!(next == expected.plan.batches.len(), "audit/rollup", "not all batches of the transcript were posted");
    Ok(found)
}

/// Published ballots alone: they are needed before the count that the other calls are compared with.
pub fn published(transactions: &[Vec<u8>], max_count: u64) -> Res<Published> {
    let mut found = BTreeMap::new();
    for bytes in transactions {
        if let (_, Call::Publish { nullifier, packed, nonce }) = call(&signed(bytes)?.data)?
            && let Some((hash, votes)) = ballot(max_count, &nullifier, &packed, &nonce)
        {
            found.insert(hash, (nullifier, votes));
        }
    }
    Ok(found)
}
