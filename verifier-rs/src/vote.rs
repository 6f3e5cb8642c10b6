//! Whether a vote or a registration is accepted.
use std::sync::Arc;

use crate::bytes::{Address, B32, hex, hex_array, keccak256, to_base64, word};
use crate::census::{MOST_LEVELS, leaf};
use crate::declaration::{AUTHORITY, Authority, TREE, authority, is_token};
use crate::ensure;
use crate::eth::{address_of, certificate, chain_typed, personal};
use crate::facts::{Fact, signal};
use crate::field::{hash_to_field, scalar, scalar_bytes, scalar_hex};
use crate::machine::{Machine, Outcome};
use crate::package;
use crate::process::{Entry, Phase, Process, Registered};
use crate::refuse::{Refused, Res};
use crate::token::Balance;
use crate::tx::{Content, Eligibility};

/// A vote beside the one of its voter that counts so far.
pub enum Standing {
    New,
    Replaces,
    Same,
    Superseded(u8),
}

/// `hashToField(uint64(nonce) ‖ keccak256(indexes) ‖ keccak256(package))`.
pub fn envelope_hash(nonce: u8, indexes: &[u8], package: &[u8]) -> B32 {
    let parts: [&[u8]; 3] = [&(nonce as u64).to_be_bytes(), &keccak256(&[indexes]), &keccak256(&[package])];
    scalar_bytes(&hash_to_field(&parts))
}

/// The JSON that a voter by name signs.
fn named_text(content: &Content, scope: &B32, voter: &Address) -> String {
    let indexes: Vec<String> = content.indexes.iter().map(u8::to_string).collect();
    format!(
        "{{\"encryptionKeyIndexes\":[{}],\"nonce\":{},\"processId\":\"{}\",\"scope\":\"{}\",\"votePackage\":\"{}\",\"voter\":\"{}\",\"weight\":\"{}\"}}",
        indexes.join(","),
        content.nonce,
        hex(&content.process),
        hex(scope),
        to_base64(&content.package),
        hex(voter),
        content.weight
    )
}

impl Process {
    pub fn standing(&self, entry: &Entry) -> Standing {
        let Some(index) = self.counting.get(&entry.voter) else { return Standing::New };
        let counts = &self.log[*index];
        let stated = |of: &Entry| (of.weight, of.vote_hash, of.envelope_hash);
        match () {
            _ if stated(counts) == stated(entry) => Standing::Same,
            _ if entry.nonce > counts.nonce => Standing::Replaces,
            _ => Standing::Superseded(counts.nonce),
        }
    }

    /// The census roots that a vote is checked against.
    fn vote_roots(&self, named: Option<&B32>, height: u64) -> Res<Vec<String>> {
        let params = &self.declaration.params;
        let names = params.dynamic_census() && !params.pre_register() && params.origin != AUTHORITY;
        ensure!(
            named.is_some() == names,
            "ledger/census-root",
            "a vote names its census root if and only if the census is dynamic"
        );
        if params.pre_register() {
            let tree = self.registry.tree.as_ref().expect("an anonymous process has a census key");
            return Ok(vec![hex(&scalar_bytes(&tree.root()))]);
        }
        let Some(named) = named else {
            let graced = self.roots.iter().filter(|(_, until)| *until > height).map(|(root, _)| root.clone());
            return Ok([self.present_root().to_owned()].into_iter().chain(graced).collect());
        };
        let named = hex(named);
        let known = self.roots.iter().any(|(root, until)| *root == named && (*until == 0 || height < *until));
        ensure!(known, "ledger/stale-root", "the vote's census root is not, or no longer, a root of the process");
        Ok(vec![named])
    }

    fn check_package(&self, content: &Content) -> Res<()> {
        let params = &self.declaration.params;
        if !params.sealed() {
            ensure!(
                content.indexes.is_empty() && content.package.len() <= package::MOST_BYTES,
                "ledger/sealed-ballot",
                "the process takes ballots in the clear"
            );
            return Ok(());
        }
        let ceremony = self.ceremony.as_ref().expect("a sealed process has a ceremony");
        let (indexes, length) = ceremony.form(params.max_count, params.max_value);
        ensure!(content.indexes == indexes, "ledger/key-indexes", "the ballot is not sealed for the process's keys");
        ensure!(
            content.package.len() == length,
            "ledger/sealed-length",
            "a sealed ballot of this process has {length} bytes"
        );
        Ok(())
    }

    fn most_voters(&self, most: u64) -> u64 {
        match authority(self.present_root()) {
            Some(Authority::Blind { most: own, .. }) => own.min(most),
            _ => most,
        }
    }

    /// The fact that shows that an address may vote with a weight. Refusal: `ledger/eligibility`, `ledger/weight`.
    fn eligible(&self, voter: &Address, weight: u128, eligibility: &Eligibility, root: &str) -> Res<Fact> {
        let other = || Refused::new("ledger/eligibility", "the process's census requires another kind of eligibility");
        let params = &self.declaration.params;
        if params.origin == AUTHORITY {
            return match (authority(root), eligibility) {
                (Some(Authority::Ecdsa(key)), Eligibility::Certified(signature)) => {
                    let digest = certificate(&self.scope(0), voter, weight);
                    let key = k256::ecdsa::VerifyingKey::from_sec1_bytes(&key).map_err(|_| {
                        Refused::new("census/authority-root", "the census root is not the key of an authority")
                    })?;
                    Ok(Fact::Signature { digest, signature: *signature, address: address_of(&key) })
                }
                (Some(Authority::Blind { modulus, .. }), Eligibility::Blind { randomizer, signature }) => {
                    ensure!(weight == 1, "ledger/weight", "every voter of this process weighs 1");
                    Ok(Fact::Blind { modulus, randomizer: *randomizer, voter: *voter, signature: signature.clone() })
                }
                _ => Err(other()),
            };
        }
        ensure!(params.origin != TREE || weight == 1, "ledger/weight", "every voter of this process weighs 1");
        match eligibility {
            Eligibility::Holder(proofs) if is_token(params.origin) => Ok(Fact::Balance(Box::new(Balance {
                storage_root: hex_array(root).ok_or_else(other)?,
                origin: params.origin,
                position: params.balance_position.clone(),
                token_id: params.token_id.clone(),
                voter: *voter,
                weight,
                proofs: proofs.clone(),
            }))),
            Eligibility::Member(nodes) if !is_token(params.origin) => {
                let root = scalar_hex(root).ok_or_else(other)?;
                Ok(Fact::Member { root, voter: *voter, weight, nodes: nodes.clone() })
            }
            _ => Err(other()),
        }
    }
}

impl Machine<'_> {
    /// The rules that are the same for both kinds of vote. Returns the number of the process, the census roots, and the entry.
    fn cast(
        &self,
        content: &Content,
        anonymous: bool,
        entry: impl Fn(&Process) -> Entry,
    ) -> Res<(usize, Vec<String>, Entry, Standing)> {
        let number = self.number_of(&content.process)?;
        let process = &self.processes[number];
        let params = &process.declaration.params;
        ensure!(params.anonymous() == anonymous, "ledger/vote-kind", "the process takes votes of the other kind");
        let refusal = match process.phase() {
            Phase::Open => None,
            Phase::Waiting => Some(("ledger/not-started", "the process takes no votes yet")),
            Phase::Paused => Some(("ledger/paused", "the process is paused")),
            Phase::Ended | Phase::Counted => Some(("ledger/ended", "the process has ended")),
            Phase::Canceled => Some(("ledger/canceled", "the process was canceled")),
        };
        if let Some((code, why)) = refusal {
            return Err(Refused::new(code, format!("a vote came at height {}: {why}", self.height)));
        }
        let roots = process.vote_roots(content.root.as_ref(), self.height)?;
        process.check_package(content)?;
        let most = params.max_overwrites;
        ensure!(
            content.nonce as u64 <= most,
            "ledger/overwrites",
            "the vote has number {}, and {most} is the highest",
            content.nonce
        );
        let entry = entry(process);
        let standing = process.standing(&entry);
        if let Standing::Superseded(counts) = standing {
            let why =
                format!("a vote has number {}, but its voter's vote with number {counts} came before", content.nonce);
            return Err(Refused::new("ledger/superseded", why));
        }
        let most = process.most_voters(self.genesis.parameters.max_voters);
        ensure!(
            !matches!(standing, Standing::New) || process.voters < most,
            "ledger/full",
            "the process already has its largest number of voters"
        );
        Ok((number, roots, entry, standing))
    }

    fn accept(&mut self, number: usize, entry: Entry, package: Arc<[u8]>, standing: Standing) -> Outcome {
        self.processes[number].append(entry, Some(package));
        Outcome::Vote { replaces: matches!(standing, Standing::Replaces) }
    }

    pub(crate) fn anonymous(
        &mut self,
        content: Content,
        nullifier: B32,
        vote_hash: B32,
        proof: Box<[u8; 256]>,
        transaction: &B32,
    ) -> Res<Outcome> {
        let hash = envelope_hash(content.nonce, &content.indexes, &content.package);
        let (number, roots, entry, standing) = self.cast(&content, true, |_| Entry {
            height: self.height,
            voter: nullifier,
            weight: content.weight,
            nonce: content.nonce,
            vote_hash,
            envelope_hash: hash,
            transaction: *transaction,
        })?;
        if matches!(standing, Standing::Same) {
            return Ok(Outcome::Repeated);
        }
        let process = &self.processes[number];
        let root =
            scalar_hex(&roots[0]).ok_or_else(|| Refused::new("ledger/census-root", "the census root is no scalar"))?;
        let scope = process.scope(process.question);
        let package: Arc<[u8]> = content.package.into();
        if !process.declaration.params.sealed() {
            let fact = Fact::Opening { vote_hash, nullifier, package: package.clone() };
            self.ask(fact, "ledger/ballot-mismatch", "the ballot in a vote is not the ballot that was proved")?;
        }
        let signals = [nullifier, scalar_bytes(&root), scope, vote_hash, signal(content.weight), hash];
        let why = "a vote's proof is not valid for this census, process, ballot, weight and envelope";
        self.ask(Fact::Proof { signals, proof }, "ledger/proof-refused", why)?;
        Ok(self.accept(number, entry, package, standing))
    }

    pub(crate) fn named(
        &mut self,
        content: Content,
        voter: Address,
        signature: [u8; 65],
        eligibility: Eligibility,
        transaction: &B32,
    ) -> Res<Outcome> {
        let hash = envelope_hash(content.nonce, &content.indexes, &content.package);
        let (number, roots, entry, standing) = self.cast(&content, false, |process| Entry {
            height: self.height,
            voter: keccak256(&[&voter, &process.scope(process.question)]),
            weight: content.weight,
            nonce: content.nonce,
            vote_hash: [0; 32],
            envelope_hash: hash,
            transaction: *transaction,
        })?;
        if matches!(standing, Standing::Same) {
            return Ok(Outcome::Repeated);
        }
        let process = &self.processes[number];
        ensure!(
            process.declaration.params.sealed() || package::named(&content.package).is_some(),
            "ledger/package",
            "the package of a vote by name is not a ballot"
        );
        let facts = roots.iter().map(|root| process.eligible(&voter, content.weight, &eligibility, root));
        let facts: Vec<Fact> = facts.collect::<Res<_>>()?;
        let digest = personal(&named_text(&content, &process.scope(process.question), &voter));
        let signed = Fact::Signature { digest, signature, address: voter };
        self.ask(signed, "ledger/signature", "the signature of a vote was not made by its voter")?;
        self.ask(
            Fact::Any(facts),
            "ledger/not-eligible",
            "a vote does not prove that its voter may vote with this weight",
        )?;
        Ok(self.accept(number, entry, content.package.into(), standing))
    }

    pub(crate) fn register(
        &mut self,
        id: &B32,
        it: Registered,
        signature: [u8; 65],
        eligibility: Eligibility,
    ) -> Res<Outcome> {
        let number = self.number_of(id)?;
        let process = &self.processes[number];
        let params = &process.declaration.params;
        ensure!(params.pre_register(), "ledger/no-registration", "the process takes no registrations");
        ensure!(
            process.started_at == 0 && matches!(process.phase(), Phase::Waiting | Phase::Paused),
            "ledger/registration-over",
            "a registration came when registration was over"
        );
        ensure!(it.commitment != [0; 32], "ledger/commitment", "a commitment is not zero");
        let depth = process.declaration.census_key(self.genesis).expect("checked when it was declared").depth;
        let place = process.registry.places.get(&it.voter).copied();
        match place.map(|place| &process.registry.list[place]) {
            Some(before)
                if (before.nonce, before.commitment, before.weight) == (it.nonce, it.commitment, it.weight) =>
            {
                return Ok(Outcome::Repeated);
            }
            Some(before) => {
                ensure!(it.nonce > before.nonce, "ledger/registered", "the voter is registered with a higher number")
            }
            None => {
                debug_assert!(depth <= MOST_LEVELS);
                let places = self.genesis.parameters.max_voters.min(8u64.pow(depth as u32));
                ensure!((process.registry.list.len() as u64) < places, "ledger/full", "the census has no more places");
            }
        }
        let eligible = process.eligible(&it.voter, it.weight, &eligibility, process.present_root())?;
        let kind = "Registration(bytes32 processId,uint256 commitment,uint128 weight,uint8 nonce)";
        let values = [*id, it.commitment, word(it.weight), word(it.nonce as u128)];
        let digest = chain_typed(&self.genesis.hash, kind, &values);
        let signed = Fact::Signature { digest, signature, address: it.voter };
        self.ask(signed, "ledger/signature", "the signature of a registration was not made by its voter")?;
        self.ask(
            eligible,
            "ledger/not-eligible",
            "a registration does not prove that its voter may vote with this weight",
        )?;
        let registry = &mut self.processes[number].registry;
        let at = place.unwrap_or(registry.list.len());
        let commitment = scalar(&it.commitment).expect("checked when it was read");
        registry.tree.as_mut().expect("a process with registrations").set(at, leaf(commitment, it.weight));
        registry.places.insert(it.voter, at);
        match place {
            Some(place) => registry.list[place] = it,
            None => registry.list.push(it),
        }
        Ok(Outcome::Registration)
    }
}
