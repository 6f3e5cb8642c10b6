//! Applies a bundle's transactions again, at their heights. What a rule refuses is wrong: a bundle has only what the chain accepted.
use std::collections::VecDeque;

use crate::bytes::{B32, ZERO_32};
use crate::container::Bundle;
use crate::declaration::Declaration;
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

/// Whether the process that became final, if it did, is the one that the bundle shows. One oracle alone can attest another declaration first, and the
/// checks before the replay have read that one.
fn is_shown(machine: &Machine, process: &B32, shown: &B32) -> bool {
    machine.numbers.get(process).is_none_or(|number| machine.processes[*number].declaration.hash() == *shown)
}

/// Applies all transactions, and goes to the height of the record. Refusal: the first transaction that the rules refuse, or that makes another
/// declaration final than the one that was read before, and its line.
pub fn replay(bundle: &Bundle, declaration: &Declaration, machine: &mut Machine) -> Result<Counts, Wrong> {
    let shown = declaration.hash();
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
            Ok(Outcome::Attestation { last: true }) if !is_shown(machine, &bundle.process, &shown) => {
                let why = "it declares another process than the first attestation does";
                Some(Refused::new("audit/history", why))
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

#[cfg(test)]
mod tests {
    use k256::ecdsa::SigningKey;
    use num_bigint::BigUint;

    use super::*;
    use crate::attest::ATTESTATION;
    use crate::bytes::{Address, sha256, to_base64, word};
    use crate::cbor::{Cbor, encode};
    use crate::declaration::{Params, TREE};
    use crate::eth::{address_of, chain_typed};
    use crate::genesis::{Genesis, Lists, Parameters};
    use crate::machine::Evidence;
    use crate::static_checks::find_declaration;

    struct Oracle(SigningKey);

    impl Oracle {
        fn new(secret: u8) -> Oracle {
            Oracle(SigningKey::from_slice(&[secret; 32]).expect("a secret key"))
        }

        fn address(&self) -> Address {
            address_of(self.0.verifying_key())
        }

        /// Its attestation that a process was declared.
        fn declares(&self, genesis: &Genesis, declaration: &Declaration, revision: u64) -> Vec<u8> {
            let id = declaration.id(genesis).expect("a contract of the chain");
            let statement = Cbor::List(vec![0.into(), declaration.fields(), Cbor::List(vec![])]);
            let hash = sha256(&[&encode(&statement)]);
            let values = [id, word(0), word(revision as u128), ZERO_32, hash];
            let digest = chain_typed(&genesis.hash, ATTESTATION, &values);
            let (signature, place) = self.0.sign_prehash_recoverable(&digest).expect("a signature");
            let signature = [signature.to_bytes().as_slice(), &[27 + place.to_byte()]].concat();
            encode(&Cbor::List(vec![
                3.into(),
                (&id).into(),
                0.into(),
                revision.into(),
                (&ZERO_32).into(),
                statement,
                (&self.address()).into(),
                signature.as_slice().into(),
            ]))
        }
    }

    fn genesis(oracles: &[Oracle]) -> Genesis {
        Genesis {
            hash: [9; 32],
            voting_chain: 7,
            evm: Some((1, vec![[5; 20]])),
            lists: Lists {
                oracles: oracles.iter().map(Oracle::address).collect(),
                quorum: 2,
                keykeepers: None,
                validators: vec![],
            },
            census_keys: vec![],
            parameters: Parameters {
                start_delay: 1,
                registration_window: 0,
                root_grace: 0,
                deal_window: 1,
                complain_window: 1,
                confirm_window: 1,
                max_transaction_bytes: 1 << 16,
                max_voters: 1 << 16,
            },
        }
    }

    /// By name, of one question. Only the hash of its metadata differs.
    fn declaration(metadata: u8) -> Declaration {
        let params = Params {
            mode: 1,
            envelope: 0,
            origin: TREE,
            token: [0; 20],
            start_block: 1,
            block_count: 2,
            question_count: 1,
            max_count: 1,
            max_value: 3,
            max_overwrites: 0,
            max_total_cost: 0,
            cost_exponent: 1,
            evm_block: BigUint::ZERO,
            balance_position: BigUint::ZERO,
            token_id: BigUint::ZERO,
            census_key: ZERO_32,
            settlement: [0; 20],
            signature: ZERO_32,
            metadata: format!("https://example.org/metadata!{}", format!("{metadata:02x}").repeat(32)),
            census_root: format!("0x{}", "11".repeat(32)),
            census_uri: "https://example.org/census".to_owned(),
        };
        Declaration { contract: [5; 20], entity: [6; 20], index: BigUint::from(3u8), params }
    }

    /// What the replay says of these attestations, one in each block, of the declaration that is found in them.
    fn replayed(name: &str, genesis: &Genesis, attestations: &[Vec<u8>]) -> Result<u64, (&'static str, String)> {
        let place = |(i, bytes): (usize, &Vec<u8>)| {
            format!("{{\"height\":{},\"transaction\":\"{}\"}}\n", i + 1, to_base64(bytes))
        };
        let lines: String = attestations.iter().enumerate().map(place).collect();
        let path = std::env::temp_dir().join(format!("psephos-verifier-{}-{name}.jsonl", std::process::id()));
        std::fs::write(&path, lines).expect("it is written");
        let id = declaration(1).id(genesis).expect("a contract of the chain");
        let bundle = Bundle::of_lines(&path, "transactions.jsonl", id, 10);
        let found = find_declaration(&bundle).expect("lines").expect("a declaration");
        let mut machine = Machine::new(genesis, Evidence::Together);
        let done = replay(&bundle, &found, &mut machine);
        std::fs::remove_file(&path).expect("it is removed");
        done.map(|counts| counts.attestations).map_err(|(check, refused)| (check, refused.why))
    }

    #[test]
    fn what_one_oracle_declares_alone_is_not_the_process() {
        let oracles = [1, 2, 3].map(Oracle::new);
        let genesis = genesis(&oracles);
        let [one, other, third] = &oracles;
        let (right, wrong) = (declaration(1), declaration(2));
        let says = |oracle: &Oracle, declaration, revision| oracle.declares(&genesis, declaration, revision);
        let (first, second) = (says(one, &right, 0), says(other, &right, 0));
        assert_eq!(replayed("right", &genesis, &[first.clone(), second.clone()]), Ok(2));
        // The first attestation is of the declaration that becomes final: what others say between is only told.
        assert_eq!(replayed("between", &genesis, &[first.clone(), says(third, &wrong, 0), second.clone()]), Ok(3));
        let why = |number| {
            format!("transaction {number}: it declares another process than the first attestation does (audit/history)")
        };
        assert_eq!(
            replayed("forged", &genesis, &[says(third, &wrong, 0), first.clone(), second.clone()]),
            Err(("history", why(3)))
        );
        assert_eq!(
            replayed("changed", &genesis, &[says(one, &wrong, 0), says(one, &right, 1), second.clone()]),
            Err(("history", why(3)))
        );
        let mut unsigned = second;
        *unsigned.last_mut().expect("a signature") ^= 1;
        let refused = replayed("unsigned", &genesis, &[says(third, &wrong, 0), first, unsigned]);
        assert!(refused.is_err_and(|(check, why)| check == "history" && why.ends_with("(ledger/signature)")));
    }
}
