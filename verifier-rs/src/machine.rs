//! The voting chain's state machine: blocks of transactions, and what is due at a height.
use std::collections::{BTreeMap, HashMap};

use crate::bytes::{B32, MAX_SAFE, sha256};
use crate::cbor::{Cbor, encode};
use crate::ceremony::{Ceremony, Phase as CeremonyPhase};
use crate::count;
use crate::ensure;
use crate::facts::{Asked, Fact, Queue, first_false};
use crate::genesis::{Genesis, Lists};
use crate::merkle;
use crate::process::{CANCELED, Process, READY, Rollup, Word, words_fields};
use crate::refuse::{Refused, Res};
use crate::tx::{self, Tx, lists_fields};

/// What an accepted transaction did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Vote {
        replaces: bool,
    },
    Registration,
    Attestation {
        last: bool,
    },
    Message,
    /// It was accepted before, and changes nothing.
    Repeated,
}

/// When evidence is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Before the next transaction: blocks may have transactions that the chain refused.
    AtOnce,
    /// Together, later, by [`Machine::check`]: until then all evidence counts as good.
    Together,
}

pub struct Machine<'a> {
    pub genesis: &'a Genesis,
    pub lists: Lists,
    pub lists_sequence: u64,
    pub lists_words: Vec<Word>,
    /// Attestations about processes that are not declared yet.
    pub pending: BTreeMap<B32, Vec<Word>>,
    pub processes: Vec<Process>,
    pub numbers: HashMap<B32, usize>,
    pub height: u64,
    pub queue: Queue,
    /// How many transactions were given.
    pub given: u64,
    evidence: Evidence,
}

const MOST_ROUNDS: u8 = 3;

impl<'a> Machine<'a> {
    pub fn new(genesis: &'a Genesis, evidence: Evidence) -> Self {
        Machine {
            genesis,
            lists: genesis.lists.clone(),
            lists_sequence: 0,
            lists_words: vec![],
            pending: BTreeMap::new(),
            processes: vec![],
            numbers: HashMap::new(),
            height: 0,
            queue: Queue::default(),
            given: 0,
            evidence,
        }
    }

    /// Asks for evidence. Refusal: it is checked at once, and is not good.
    pub fn ask(&mut self, fact: Fact, code: &'static str, why: &str) -> Res<()> {
        if self.evidence == Evidence::Together {
            self.queue.ask(self.given, fact, code, why);
            return Ok(());
        }
        let asked = [Asked { fact, refusal: Refused::new(code, why), at: 0 }];
        match first_false(self.queue.key.as_ref(), &asked) {
            None => Ok(()),
            Some(_) => Err(asked.into_iter().next().expect("one").refusal),
        }
    }

    pub fn number_of(&self, id: &B32) -> Res<usize> {
        self.numbers
            .get(id)
            .copied()
            .ok_or_else(|| Refused::new("ledger/no-process", "the voting chain has no process with this id"))
    }

    /// Goes to a height, and does what is due until then.
    pub fn advance(&mut self, height: u64) {
        self.height = height;
        for number in 0..self.processes.len() {
            while let Some(due) = self.processes[number].due.first().copied().filter(|due| *due <= height) {
                self.processes[number].due.remove(&due);
                self.begin(number, due);
            }
        }
    }

    /// What a process does at the beginning of a block.
    fn begin(&mut self, number: usize, height: u64) {
        self.settle_ceremony(number, height);
        self.settle_start(number, height);
        let process = &mut self.processes[number];
        let end = process.started_at + process.declaration.params.block_count;
        let ends = process.started_at > 0 && process.declaration.params.block_count > 0;
        if process.ended_at == 0 && ends && height >= end {
            process.ended_at = height;
        }
        self.try_finish(number);
    }

    pub fn begin_ceremony(&mut self, number: usize, height: u64, round: u8) {
        let process = &mut self.processes[number];
        let deadline = height + self.genesis.parameters.deal_window;
        let keykeepers = self.lists.keykeepers.as_ref().expect("checked by the caller");
        process.ceremony = Some(Ceremony::begin(&self.genesis.hash, &process.id, round, deadline, keykeepers));
        process.due.insert(deadline);
    }

    fn settle_ceremony(&mut self, number: usize, height: u64) {
        let parameters = &self.genesis.parameters;
        let process = &mut self.processes[number];
        let Some(ceremony) = process.ceremony.as_mut() else { return };
        if process.ended_at > 0 || ceremony.deadline != height || process.key_at > 0 {
            return;
        }
        ceremony.end_window(parameters.complain_window, parameters.confirm_window);
        match ceremony.phase {
            CeremonyPhase::Done => process.key_at = height,
            CeremonyPhase::Failed if ceremony.round + 1 < MOST_ROUNDS && self.lists.keykeepers.is_some() => {
                let round = ceremony.round + 1;
                self.begin_ceremony(number, height, round);
            }
            CeremonyPhase::Failed => {
                process.without_key = true;
                process.ended_at = height;
            }
            _ => {
                process.due.insert(ceremony.deadline);
            }
        }
    }

    /// The height from which votes are taken, if it is known.
    fn start_height(&self, process: &Process) -> Option<u64> {
        let (params, limits) = (&process.declaration.params, &self.genesis.parameters);
        if process.status != READY || process.ended_at > 0 || params.sealed() && process.key_at == 0 {
            return None;
        }
        let candidates = [
            if params.auto_start() { params.start_block } else { 0 },
            process.declared_at + limits.start_delay,
            process.ready_at,
            if params.sealed() { process.key_at + 1 } else { 0 },
            if params.pre_register() { process.declared_at + limits.registration_window } else { 0 },
        ];
        candidates.into_iter().max()
    }

    pub fn settle_start(&mut self, number: usize, height: u64) {
        let process = &self.processes[number];
        if process.started_at > 0 {
            return;
        }
        let Some(start) = self.start_height(process) else { return };
        let process = &mut self.processes[number];
        if start > height {
            process.due.insert(start);
            return;
        }
        process.started_at = height;
        if process.declaration.params.block_count > 0 {
            process.due.insert(height + process.declaration.params.block_count);
        }
    }

    /// Counts a process that has ended, when nothing is missing any more.
    pub fn try_finish(&mut self, number: usize) {
        let process = &self.processes[number];
        if process.ended_at == 0
            || process.counted.is_some()
            || process.status == CANCELED
            || process.rollup == Rollup::Open
        {
            return;
        }
        let opens = process.declaration.params.sealed() && !process.log.is_empty() && process.key_at > 0;
        if opens && !process.ceremony.as_ref().is_some_and(Ceremony::is_key_out) {
            return;
        }
        let counted = count::count(process).expect("revealed shares were checked");
        self.processes[number].counted = Some(counted);
    }

    /// Applies a transaction at the present height. A refused one changes nothing.
    pub fn apply(&mut self, bytes: &[u8]) -> Res<Outcome> {
        let outcome = self.rule(bytes);
        self.given += 1;
        outcome
    }

    fn rule(&mut self, bytes: &[u8]) -> Res<Outcome> {
        let most = self.genesis.parameters.max_transaction_bytes;
        ensure!(bytes.len() as u64 <= most, "ledger/too-long", "a transaction of this chain has at most {most} bytes");
        match tx::read(bytes)? {
            Tx::Attest(attestation) => self.attest(*attestation, &sha256(&[bytes])),
            Tx::Anonymous { content, nullifier, vote_hash, proof } => {
                self.anonymous(content, nullifier, vote_hash, proof, &sha256(&[bytes]))
            }
            Tx::Named { content, voter, signature, eligibility } => {
                self.named(content, voter, signature, eligibility, &sha256(&[bytes]))
            }
            Tx::Register { process, nonce, commitment, weight, voter, signature, eligibility } => {
                let it = crate::process::Registered { voter, nonce, commitment, weight };
                self.register(&process, it, signature, eligibility)
            }
            Tx::Deal { process, round, keykeeper, deal, signature } => {
                self.deal(&process, round, &keykeeper, &deal, signature)
            }
            Tx::Complain { process, round, dealer, place, point, proof } => {
                self.complain(&process, round, dealer, place, &point, &proof)
            }
            Tx::Confirm { process, round, keykeeper, signature } => {
                self.confirm(&process, round, &keykeeper, signature)
            }
            Tx::Reveal { process, round, place, secret } => self.reveal(&process, round, place, &secret),
        }
    }

    /// Checks the evidence that was asked for. Refusal: the first that is not good, with the number of its transaction.
    pub fn check(&mut self) -> Result<(), (u64, Refused)> {
        self.queue.check()
    }

    /// The CBOR of the lists, and of the attestations about them and about processes that are not declared yet.
    fn lists_record(&self) -> Vec<u8> {
        let pending = self.pending.iter().map(|(id, words)| Cbor::List(vec![id.into(), words_fields(words)]));
        encode(&Cbor::List(vec![
            lists_fields(&self.lists),
            self.lists_sequence.into(),
            words_fields(&self.lists_words),
            Cbor::List(pending.collect()),
        ]))
    }

    /// The state root after the present block, for a machine that was given all of a chain's transactions.
    pub fn state_root(&self) -> B32 {
        let processes = merkle::root(self.processes.iter().map(|process| merkle::leaf(&process.record())));
        state_root(&self.genesis.hash, self.height, &processes, &sha256(&[&self.lists_record()]))
    }
}

/// `SHA-256(genesis hash ‖ uint64 height ‖ root of the tree of processes ‖ SHA-256 of the lists)`.
pub fn state_root(genesis: &B32, height: u64, processes: &B32, lists: &B32) -> B32 {
    debug_assert!(height <= MAX_SAFE);
    sha256(&[genesis, &height.to_be_bytes(), processes, lists])
}
