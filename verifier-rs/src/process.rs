//! A process as the chain stores it: the record, which is a leaf of the tree of processes, and the log.
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::bytes::{Address, B32, ZERO_32};
use crate::cbor::{Cbor, encode, list};
use crate::census::Tree;
use crate::ceremony::Ceremony;
use crate::declaration::Declaration;
use crate::field::scalar_bytes;
use crate::merkle::{Roots, leaf, root};

pub const READY: u8 = 0;
pub const ENDED: u8 = 1;
pub const CANCELED: u8 = 2;
pub const PAUSED: u8 = 3;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    pub oracle: Address,
    pub revision: u8,
    pub statement: B32,
}

pub fn words_fields(words: &[Word]) -> Cbor {
    list(words, |word| Cbor::List(vec![(&word.oracle).into(), (word.revision as u64).into(), (&word.statement).into()]))
}

/// An accepted vote.
#[derive(Clone)]
pub struct Entry {
    pub height: u64,
    pub voter: B32,
    pub weight: u128,
    pub nonce: u8,
    pub vote_hash: B32,
    pub envelope_hash: B32,
    pub transaction: B32,
}

impl Entry {
    /// 160 bytes.
    pub fn bytes(&self) -> Vec<u8> {
        [
            self.height.to_be_bytes().as_slice(),
            &self.voter,
            &self.weight.to_be_bytes(),
            &(self.nonce as u64).to_be_bytes(),
            &self.vote_hash,
            &self.envelope_hash,
            &self.transaction,
        ]
        .concat()
    }
}

#[derive(Clone)]
pub struct Registered {
    pub voter: Address,
    pub nonce: u8,
    pub commitment: B32,
    pub weight: u128,
}

impl Registered {
    /// 69 bytes.
    fn bytes(&self) -> Vec<u8> {
        [self.voter.as_slice(), &[self.nonce], &self.commitment, &self.weight.to_be_bytes()].concat()
    }
}

/// The census that a PRE_REGISTER process builds.
pub struct Registry {
    pub places: HashMap<Address, usize>,
    pub list: Vec<Registered>,
    pub tree: Option<Tree>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Waiting,
    Open,
    Paused,
    Ended,
    Canceled,
    Counted,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rollup {
    None,
    Open,
    Included,
}

/// What a count gives.
pub struct Counted {
    pub size: u64,
    pub root: B32,
    pub results_hash: B32,
    pub results: String,
    /// By place in the log: the values of a vote that counts, if it opened.
    pub ballots: Vec<Option<Vec<u8>>>,
    pub invalid: u64,
}

pub struct Process {
    pub number: u64,
    pub id: B32,
    pub declaration: Declaration,
    pub declared_at: u64,
    pub status: u8,
    pub ready_at: u64,
    pub started_at: u64,
    pub ended_at: u64,
    pub without_key: bool,
    pub question: u64,
    pub question_starts: Vec<u64>,
    /// Root, and the first height at which it is no longer accepted (0: the present one).
    pub roots: Vec<(String, u64)>,
    pub sequence: u64,
    pub words: Vec<Word>,
    pub key_at: u64,
    pub ceremony: Option<Ceremony>,
    pub rollup: Rollup,
    pub log: Vec<Entry>,
    log_roots: Roots,
    /// The place in the log of the vote that counts, by voter id.
    pub counting: HashMap<B32, usize>,
    pub voters: u64,
    pub packages: Vec<Option<Arc<[u8]>>>,
    /// Places in the log of votes that came from the EVM.
    pub included: BTreeSet<usize>,
    pub registry: Registry,
    pub counted: Option<Counted>,
    /// Heights at which something is due.
    pub due: BTreeSet<u64>,
    /// Census roots that became final, in order.
    pub censuses: Vec<String>,
}

impl Process {
    pub fn declared(number: u64, id: B32, declaration: Declaration, height: u64, depth: Option<usize>) -> Process {
        let params = &declaration.params;
        let root = params.census_root.clone();
        let ready = params.auto_start();
        let tree = depth.filter(|_| params.pre_register()).map(Tree::new);
        Process {
            number,
            id,
            declared_at: height,
            status: if ready { READY } else { PAUSED },
            ready_at: if ready { height } else { 0 },
            started_at: 0,
            ended_at: 0,
            without_key: false,
            question: 0,
            question_starts: vec![0],
            roots: vec![(root.clone(), 0)],
            sequence: 0,
            words: vec![],
            key_at: 0,
            ceremony: None,
            rollup: Rollup::None,
            log: vec![],
            log_roots: Roots::default(),
            counting: HashMap::new(),
            voters: 0,
            packages: vec![],
            included: BTreeSet::new(),
            registry: Registry { places: HashMap::new(), list: vec![], tree },
            counted: None,
            due: BTreeSet::new(),
            censuses: vec![root],
            declaration,
        }
    }

    pub fn phase(&self) -> Phase {
        match () {
            _ if self.status == CANCELED => Phase::Canceled,
            _ if self.counted.is_some() => Phase::Counted,
            _ if self.ended_at > 0 => Phase::Ended,
            _ if self.started_at == 0 => Phase::Waiting,
            _ if self.status == PAUSED => Phase::Paused,
            _ => Phase::Open,
        }
    }

    pub fn present_root(&self) -> &str {
        &self.roots.iter().find(|(_, until)| *until == 0).expect("one root is present").0
    }

    /// The scope of a question.
    pub fn scope(&self, question: u64) -> B32 {
        scalar_bytes(&self.declaration.scope(&self.id, question))
    }

    pub fn append(&mut self, entry: Entry, package: Option<Arc<[u8]>>) {
        self.log_roots.push(leaf(&entry.bytes()));
        if self.counting.insert(entry.voter, self.log.len()).is_none() {
            self.voters += 1;
        }
        self.log.push(entry);
        self.packages.push(package);
    }

    pub fn log_root(&self) -> B32 {
        self.log_roots.root()
    }

    /// The question whose votes are at a place of the log.
    pub fn question_at(&self, index: usize) -> u64 {
        self.question_starts.iter().filter(|start| **start <= index as u64).count() as u64 - 1
    }

    fn registry_fields(&self) -> Cbor {
        let list = root(self.registry.list.iter().map(|one| leaf(&one.bytes())));
        let census = self.registry.tree.as_ref().map_or(ZERO_32, |tree| scalar_bytes(&tree.root()));
        Cbor::List(vec![(self.registry.list.len() as u64).into(), (&list).into(), (&census).into()])
    }

    /// The record's CBOR.
    pub fn record(&self) -> Vec<u8> {
        let ceremony = self.ceremony.as_ref().map_or(ZERO_32, Ceremony::hash);
        let without_package = self.packages.iter().filter(|package| package.is_none()).count() as u64;
        let counted = self.counted.as_ref().map_or(vec![], |counted| {
            vec![counted.size.into(), (&counted.root).into(), (&counted.results_hash).into()]
        });
        encode(&Cbor::List(vec![
            self.number.into(),
            (&self.id).into(),
            (&self.declaration.hash()).into(),
            self.declared_at.into(),
            (self.status as u64).into(),
            self.ready_at.into(),
            self.started_at.into(),
            self.ended_at.into(),
            (self.without_key as u64).into(),
            self.question.into(),
            list(&self.question_starts, |start| (*start).into()),
            list(&self.roots, |(root, until)| Cbor::List(vec![root.as_str().into(), (*until).into()])),
            self.sequence.into(),
            words_fields(&self.words),
            self.key_at.into(),
            (&ceremony).into(),
            (self.rollup as u64).into(),
            (self.log.len() as u64).into(),
            (&self.log_root()).into(),
            self.voters.into(),
            without_package.into(),
            self.registry_fields(),
            Cbor::List(counted),
        ]))
    }
}
