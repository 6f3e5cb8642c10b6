//! Attestations: what oracles say of the contracts, and what the chain does when enough of them say the same.
use crate::bytes::{B32, ZERO_32, sha256, word};
use crate::declaration::{AUTHORITY, Authority, authority, check_census, check_texts, is_token, is_tree};
use crate::ensure;
use crate::eth::chain_typed;
use crate::facts::Fact;
use crate::machine::{Machine, Outcome};
use crate::package;
use crate::process::{CANCELED, ENDED, Entry, PAUSED, Process, READY, Rollup, Word};
use crate::refuse::{Refused, Res};
use crate::tx::{Attestation, Included, Statement};
use crate::vote::{Standing, envelope_hash};

/// The EIP-712 type of an attestation.
pub(crate) const ATTESTATION: &str =
    "Attestation(bytes32 subject,uint64 sequence,uint8 revision,bytes32 evmBlock,bytes32 statement)";
const MOST_PENDING: usize = 32;

impl Machine<'_> {
    /// The number of the next attestation about a subject, and what oracles said with it so far.
    fn said(&self, subject: &B32) -> (u64, Vec<Word>) {
        if *subject == ZERO_32 {
            return (self.lists_sequence, self.lists_words.clone());
        }
        match self.numbers.get(subject) {
            Some(number) => (self.processes[*number].sequence, self.processes[*number].words.clone()),
            None => (0, self.pending.get(subject).cloned().unwrap_or_default()),
        }
    }

    fn put_said(&mut self, subject: &B32, sequence: u64, words: Vec<Word>) {
        if *subject == ZERO_32 {
            (self.lists_sequence, self.lists_words) = (sequence, words);
            return;
        }
        self.pending.remove(subject);
        match self.numbers.get(subject) {
            Some(number) => (self.processes[*number].sequence, self.processes[*number].words) = (sequence, words),
            None if words.is_empty() => {}
            None => {
                self.pending.insert(*subject, words);
            }
        }
    }

    pub(crate) fn attest(&mut self, tx: Attestation, transaction: &B32) -> Res<Outcome> {
        ensure!(
            self.lists.oracles.contains(&tx.oracle),
            "ledger/not-oracle",
            "the attestation is by nobody of the present oracles"
        );
        let (sequence, before) = self.said(&tx.subject);
        let number = self.numbers.get(&tx.subject).copied();
        ensure!(tx.sequence >= sequence, "ledger/attested", "attestation {} is already final", tx.sequence);
        ensure!(tx.sequence == sequence, "ledger/sequence", "attestation {sequence} comes before {}", tx.sequence);
        let (is_lists, declares) =
            (matches!(tx.statement, Statement::Lists(_)), matches!(tx.statement, Statement::Declared(..)));
        let fits = if tx.subject == ZERO_32 { is_lists } else { !is_lists && declares == number.is_none() };
        ensure!(fits, "ledger/subject", "the attestation does not fit its subject");
        let said = sha256(&[&tx.evm_block, &tx.statement_hash]);
        let mut words: Vec<Word> = before
            .iter()
            .filter(|one| one.oracle != tx.oracle && self.lists.oracles.contains(&one.oracle))
            .cloned()
            .collect();
        words.push(Word { oracle: tx.oracle, revision: tx.revision, statement: said });
        words.sort_by_key(|one| one.oracle);
        let last = words.iter().filter(|one| one.statement == said).count() as u64 >= self.lists.quorum;
        let own = before.iter().find(|one| one.oracle == tx.oracle);
        let repeated = own.is_some_and(|own| own.statement == said);
        if repeated && !last {
            return Ok(Outcome::Repeated);
        }
        ensure!(
            repeated || own.is_none_or(|own| tx.revision > own.revision),
            "ledger/old-word",
            "a later attestation of this oracle counts"
        );
        let announced =
            |(id, words): (&B32, &Vec<Word>)| *id != tx.subject && words.iter().any(|one| one.oracle == tx.oracle);
        ensure!(
            last || number.is_some()
                || tx.subject == ZERO_32
                || self.pending.iter().filter(|one| announced(*one)).count() < MOST_PENDING,
            "ledger/too-many-words",
            "this oracle has announced the most processes"
        );
        let values =
            [tx.subject, word(tx.sequence as u128), word(tx.revision as u128), tx.evm_block, tx.statement_hash];
        let digest = chain_typed(&self.genesis.hash, ATTESTATION, &values);
        let fact = Fact::Signature { digest, signature: tx.signature, address: tx.oracle };
        self.ask(fact, "ledger/signature", "the signature of an attestation was not made by its oracle")?;
        self.attested(&tx.subject, number, tx.statement, transaction, last)?;
        if last {
            self.put_said(&tx.subject, sequence + 1, vec![]);
        } else {
            self.put_said(&tx.subject, sequence, words);
        }
        Ok(Outcome::Attestation { last })
    }

    /// Checks a statement, and applies it if it is final.
    fn attested(
        &mut self,
        subject: &B32,
        number: Option<usize>,
        statement: Statement,
        transaction: &B32,
        last: bool,
    ) -> Res<()> {
        let height = self.height;
        if let Statement::Lists(lists) = statement {
            if last {
                for words in self.pending.values_mut() {
                    words.retain(|word| lists.oracles.contains(&word.oracle));
                }
                self.pending.retain(|_, words| !words.is_empty());
                self.lists = lists;
            }
            return Ok(());
        }
        if let Statement::Declared(declaration, snapshot) = statement {
            return self.declare(subject, *declaration, snapshot, last);
        }
        let number = number.expect("a process that is declared");
        let process = &self.processes[number];
        ensure!(process.status != CANCELED, "ledger/canceled", "the process was canceled");
        match statement {
            Statement::Status(to) => {
                check_move(process, to)?;
                if last {
                    self.set_status(number, to, height);
                }
            }
            Statement::Question => {
                let params = &process.declaration.params;
                ensure!(
                    params.serial() && process.status == READY,
                    "ledger/move",
                    "the process opens no further question"
                );
                if last && process.question + 1 >= params.question_count {
                    self.set_status(number, ENDED, height);
                } else if last {
                    let process = &mut self.processes[number];
                    process.question += 1;
                    process.question_starts.push(process.log.len() as u64);
                    process.voters = 0;
                }
            }
            Statement::Census(root, uri) => {
                check_new_census(process, &root, &uri)?;
                if last {
                    let until = height + self.genesis.parameters.root_grace;
                    let process = &mut self.processes[number];
                    process.roots.retain(|(one, end)| *one != root && (*end == 0 || *end > height));
                    process.roots.iter_mut().filter(|(_, end)| *end == 0).for_each(|(_, end)| *end = until);
                    process.roots.push((root.clone(), 0));
                    process.censuses.push(root);
                }
            }
            Statement::RollupOpened(oracles) => {
                let params = &process.declaration.params;
                let early = process.rollup == Rollup::None && process.started_at == 0 && process.ended_at == 0;
                let kind = params.anonymous() && !params.serial() && !params.dynamic_census() && !params.pre_register();
                ensure!(
                    early && kind && (!params.sealed() || oracles >= self.lists.quorum),
                    "ledger/rollup",
                    "the rollup of this process cannot be opened"
                );
                if last {
                    self.processes[number].rollup = Rollup::Open;
                }
            }
            Statement::Included(votes) => {
                ensure!(
                    process.rollup == Rollup::Open && process.counted.is_none(),
                    "ledger/rollup",
                    "no inclusion is open for this process"
                );
                if last {
                    votes.into_iter().for_each(|vote| self.include(number, vote, transaction));
                }
            }
            Statement::InclusionEnded => {
                ensure!(process.rollup == Rollup::Open, "ledger/rollup", "no inclusion is open for this process");
                if last {
                    self.processes[number].rollup = Rollup::Included;
                    self.try_finish(number);
                }
            }
            Statement::Lists(_) | Statement::Declared(..) => unreachable!("above"),
        }
        Ok(())
    }

    fn set_status(&mut self, number: usize, to: u8, height: u64) {
        let process = &mut self.processes[number];
        process.status = to;
        match to {
            READY => {
                process.ready_at = height;
                self.settle_start(number, height);
            }
            PAUSED => {}
            _ => {
                if process.ended_at == 0 {
                    process.ended_at = height;
                }
                if to == CANCELED {
                    process.counted = None;
                } else {
                    self.try_finish(number);
                }
            }
        }
    }

    fn declare(
        &mut self,
        subject: &B32,
        declaration: crate::declaration::Declaration,
        snapshot: Option<crate::tx::Snapshot>,
        last: bool,
    ) -> Res<()> {
        let params = &declaration.params;
        ensure!(
            declaration.id(self.genesis)? == *subject,
            "ledger/process-id",
            "the process id does not belong to the declared process"
        );
        check_texts(params)?;
        let key = declaration.census_key(self.genesis);
        ensure!(!params.anonymous() || key.is_some(), "ledger/unknown-key", "the process names an unknown census key");
        ensure!(
            !params.anonymous() || params.pre_register() || is_tree(params.origin),
            "ledger/unsupported",
            "anonymous votes need a census tree or a registration"
        );
        let modulus = blind_modulus(params.origin, &params.census_root);
        ensure!(
            !(params.pre_register() && modulus.is_some()),
            "ledger/unsupported",
            "a process with blind signatures takes no registrations"
        );
        ensure!(
            !params.sealed() || self.lists.keykeepers.is_some(),
            "ledger/no-keykeepers",
            "the process requires sealed ballots, but the chain has no keykeepers"
        );
        ensure!(
            snapshot.is_some() == is_token(params.origin),
            "ledger/snapshot",
            "a process of token holders is declared with its snapshot's block, and another process without it"
        );
        if let Some(snapshot) = snapshot {
            let account = crate::token::Account {
                block: snapshot.block,
                number: params.evm_block.clone(),
                header: snapshot.header,
                token: params.token,
                storage_root: crate::bytes::hex_array(&params.census_root).expect("checked by its form"),
                proof: snapshot.proof,
            };
            self.ask(
                Fact::Account(Box::new(account)),
                "ledger/snapshot",
                "header and proof do not give the token's storage root",
            )?;
        }
        if let Some(modulus) = modulus {
            let taken = self.processes.iter().any(|other| {
                let it = &other.declaration.params;
                blind_modulus(it.origin, &it.census_root).as_ref() == Some(&modulus)
            });
            ensure!(!taken, "ledger/blind-key", "another process has this key for blind signatures");
        }
        if !last {
            return Ok(());
        }
        let (number, height, sealed) = (self.processes.len(), self.height, params.sealed());
        let depth = key.map(|key| key.depth);
        self.processes.push(Process::declared(number as u64, *subject, declaration, height, depth));
        self.numbers.insert(*subject, number);
        if sealed {
            self.begin_ceremony(number, height, 0);
        }
        self.settle_start(number, height);
        Ok(())
    }

    /// Adds a vote that was included on the EVM to the log, unless it replaces nothing.
    fn include(&mut self, number: usize, vote: Included, transaction: &B32) {
        let process = &mut self.processes[number];
        let entry = Entry {
            height: self.height,
            voter: vote.nullifier,
            weight: vote.weight,
            nonce: vote.nonce,
            vote_hash: vote.vote_hash,
            envelope_hash: vote.envelope_hash,
            transaction: *transaction,
        };
        if !matches!(process.standing(&entry), Standing::New | Standing::Replaces) {
            return;
        }
        let params = &process.declaration.params;
        let bound = |package: &Vec<u8>| {
            if !params.sealed() {
                return package::opened(package, &vote.vote_hash, &vote.nullifier).is_some();
            }
            let Some(ceremony) = process.ceremony.as_ref().filter(|_| process.key_at > 0) else { return false };
            let (indexes, _) = ceremony.form(params.max_count, params.max_value);
            envelope_hash(vote.nonce, &indexes, package) == vote.envelope_hash
        };
        let package = vote.package.as_ref().filter(|package| bound(package)).map(|package| package.as_slice().into());
        process.included.insert(process.log.len());
        process.append(entry, package);
    }
}

/// The modulus of a blind authority, as the root has it.
fn blind_modulus(origin: u8, root: &str) -> Option<Vec<u8>> {
    match authority(root).filter(|_| origin == AUTHORITY)? {
        Authority::Blind { modulus, .. } => Some(modulus),
        Authority::Ecdsa(_) => None,
    }
}

fn is_open(status: u8) -> bool {
    matches!(status, READY | PAUSED)
}

/// The contract's table of statuses. Refusal: `ledger/move`.
fn check_move(process: &Process, to: u8) -> Res<()> {
    let from = process.status;
    let allowed = to <= PAUSED
        && is_open(from)
        && from != to
        && (from == PAUSED && to == READY || process.declaration.params.interruptible());
    if allowed {
        Ok(())
    } else {
        Err(Refused::new("ledger/move", format!("the contract has no change of status from {from} to {to}")))
    }
}

fn check_new_census(process: &Process, root: &str, uri: &str) -> Res<()> {
    let params = &process.declaration.params;
    ensure!(
        params.dynamic_census()
            && is_open(process.status)
            && !root.is_empty()
            && (!is_tree(params.origin) || !uri.is_empty()),
        "ledger/move",
        "the contract does not allow this census"
    );
    let blind = |root: &str| matches!(authority(root), Some(Authority::Blind { .. }));
    ensure!(
        !blind(root) && !blind(process.present_root()),
        "ledger/blind-key",
        "a key for blind signatures cannot be replaced"
    );
    check_census(params.origin, root, uri)
}
