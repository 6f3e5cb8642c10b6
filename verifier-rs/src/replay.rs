//! Applies a bundle's transactions again, at their heights. What a rule refuses is wrong: a bundle has only what the chain accepted.
use std::collections::VecDeque;

use crate::bytes::{B32, ZERO_32};
use crate::container::Bundle;
use crate::documents::transaction;
use crate::machine::{Machine, Outcome};
use crate::refuse::Refused;
use crate::report::grouped;

/// How many transactions of each kind were applied.
#[derive(Default)]
pub struct Counts {
    pub votes: u64,
    /// Votes that replaced an earlier one of their voter.
    pub replaced: u64,
    pub registrations: u64,
    pub attestations: u64,
    pub messages: u64,
}

/// Codes about a vote's evidence: its proof or signature, its place in the census, the ballot that was proved.
const EVIDENCE: [&str; 7] = [
    "ledger/ballot-mismatch",
    "ledger/eligibility",
    "ledger/not-eligible",
    "ledger/package",
    "ledger/proof-refused",
    "ledger/signature",
    "ledger/weight",
];

type Wrong = (&'static str, Refused);

fn is_vote(bytes: &[u8]) -> bool {
    matches!(bytes.get(1), Some(0 | 1))
}

/// The line that a refused transaction breaks.
fn line_of(is_vote: bool, code: &str) -> &'static str {
    match is_vote {
        true if EVIDENCE.contains(&code) => "proofs",
        true if code != "ledger/no-process" => "votes",
        _ => "history",
    }
}

fn wrong(number: u64, is_vote: bool, refused: &Refused) -> Wrong {
    let why = format!("transaction {}: {} ({})", grouped(number + 1), refused.why, refused.code);
    (line_of(is_vote, refused.code), Refused { code: refused.code, why })
}

/// Whether the transaction is about this process, or about the lists: what follows its kind.
fn is_own(bytes: &[u8], process: &B32) -> bool {
    let subject = bytes.get(4..36);
    subject == Some(process) || bytes.get(1) == Some(&3) && subject == Some(&ZERO_32)
}

/// Which of the last transactions are votes, for evidence that is checked later.
#[derive(Default)]
struct Kinds {
    first: u64,
    votes: VecDeque<bool>,
}

impl Kinds {
    fn is_vote(&self, number: u64) -> bool {
        self.votes[(number - self.first) as usize]
    }

    fn forget(&mut self) {
        self.first += self.votes.len() as u64;
        self.votes.clear();
    }
}

fn check(machine: &mut Machine, kinds: &mut Kinds) -> Result<(), Wrong> {
    machine.check().map_err(|(number, refused)| wrong(number, kinds.is_vote(number), &refused))?;
    kinds.forget();
    Ok(())
}

/// Applies all transactions, and goes to the height of the record. Refusal: the first transaction that the rules refuse, and its line.
pub fn replay(bundle: &Bundle, machine: &mut Machine) -> Result<Counts, Wrong> {
    let history = |why: &str| ("history", Refused::new("audit/history", why));
    let mut counts = Counts::default();
    let mut kinds = Kinds::default();
    let mut last = 0;
    for line in bundle.lines("transactions.jsonl").map_err(|refused| ("history", refused))? {
        let Some((height, bytes)) = line.ok().and_then(|line| transaction(&line)) else {
            check(machine, &mut kinds)?;
            return Err(history("a line of transactions.jsonl is not in its form"));
        };
        if height < last.max(1) || height > bundle.height {
            check(machine, &mut kinds)?;
            return Err(history(&format!(
                "a transaction's height, {height}, is not between those before and after it"
            )));
        }
        if height > machine.height {
            machine.advance(height);
        }
        last = height;
        let (number, vote) = (machine.given, is_vote(&bytes));
        kinds.votes.push_back(vote);
        let refusal = match machine.apply(&bytes) {
            Err(refused) => Some(refused),
            Ok(Outcome::Repeated) => Some(Refused::new("audit/repeated", "it changes nothing, so no block had it")),
            Ok(_) if !is_own(&bytes, &bundle.process) => {
                Some(Refused::new("audit/subject", "it is of another process"))
            }
            Ok(outcome) => {
                count(&mut counts, outcome);
                None
            }
        };
        if let Some(refused) = refusal {
            check(machine, &mut kinds)?; // evidence of an earlier transaction, or of this one, may be wrong too
            return Err(wrong(number, vote, &refused));
        }
        if machine.queue.is_full() {
            check(machine, &mut kinds)?;
        }
    }
    check(machine, &mut kinds)?;
    machine.advance(bundle.height);
    Ok(counts)
}

fn count(counts: &mut Counts, outcome: Outcome) {
    match outcome {
        Outcome::Vote { replaces } => {
            counts.votes += 1;
            counts.replaced += replaces as u64;
        }
        Outcome::Registration => counts.registrations += 1,
        Outcome::Attestation { .. } => counts.attestations += 1,
        Outcome::Message => counts.messages += 1,
        Outcome::Repeated => {}
    }
}
