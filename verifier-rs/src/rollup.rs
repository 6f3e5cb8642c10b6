//! `rollup`: a rollup's transcript, keys and Ethereum transactions beside the votes that the chain counted.
use std::collections::HashSet;

use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use serde_json::{Value, json};

use crate::bytes::{B32, from_hex, hex, sha256, word};
use crate::container::Bundle;
use crate::count::cost;
use crate::declaration::Params;
use crate::ensure;
use crate::field::{big, hash_to_field, scalar, scalar_hex};
use crate::genesis::Genesis;
use crate::groth16::{Claim, Key, PROOF_BYTES, Proof, wrong};
use crate::json::strict;
use crate::process::{Process, Rollup};
use crate::refuse::{Refused, Res, refuse};
use crate::report::{Report, grouped, many};
use crate::rollup_calls::Cast;
use crate::rollup_count::{INSTANCES, Instance, Plan, Slot, plan, transcript};
use crate::rollup_evidence::{Evidence, Expected, Published, published, read_evidence, read_lines};
use crate::static_checks::{is_insecure, kind_of};

const MOST_TRANSCRIPT: usize = 1 << 28;

fn no<T>(why: impl Into<String>) -> Res<T> {
    refuse("audit/rollup", why)
}

/// A process's ballot rules, as the circuit takes them.
struct Rules {
    max_count: u64,
    max_value: u64,
    unique: bool,
    cost_from_weight: bool,
    max_total_cost: u64,
    cost_exponent: u64,
}

impl Rules {
    fn of(params: &Params) -> Rules {
        Rules {
            max_count: params.max_count,
            max_value: params.max_value,
            unique: params.unique_values(),
            cost_from_weight: params.cost_from_weight(),
            max_total_cost: params.max_total_cost,
            cost_exponent: params.cost_exponent,
        }
    }

    /// Those of a transcript, where all but the first two can be left out.
    fn read(value: &Value) -> Option<Rules> {
        let known = ["maxCount", "maxValue", "uniqueValues", "costFromWeight", "maxTotalCost", "costExponent"];
        let object = value.as_object().filter(|object| object.keys().all(|key| known.contains(&key.as_str())))?;
        let number = |key: &str, least: f64, most: f64, left: Option<u64>| match object.get(key) {
            None => left,
            Some(value) => {
                value.as_f64().filter(|it| it.fract() == 0.0 && (least..=most).contains(it)).map(|it| it as u64)
            }
        };
        let flag = |key: &str| object.get(key).map_or(Some(false), Value::as_bool);
        Some(Rules {
            max_count: number("maxCount", 1.0, 100.0, None)?,
            max_value: number("maxValue", 0.0, 255.0, None)?,
            unique: flag("uniqueValues")?,
            cost_from_weight: flag("costFromWeight")?,
            max_total_cost: number("maxTotalCost", 0.0, 65_535.0, Some(0))?,
            cost_exponent: number("costExponent", 0.0, 65_535.0, Some(10_000))?,
        })
    }

    /// Scope, counts, flags, limit, and the costs of all values of the instance; `None` for a ballot that it has no room for.
    fn vector(&self, instance: &Instance, scope: &Fr) -> Option<Vec<Fr>> {
        if self.max_count as usize > instance.fields || self.max_value as usize >= instance.values {
            return None;
        }
        let has_limit = self.cost_from_weight || self.max_total_cost > 0;
        let limit = if self.cost_from_weight { 0 } else { self.max_total_cost };
        let price = |value: u64| {
            if !has_limit || value > self.max_value {
                return Fr::ZERO;
            }
            big(&cost(value, self.cost_exponent)).expect("a cost has 45 bits")
        };
        let mut vector = vec![*scope, Fr::from(self.max_count), Fr::from(self.max_value)];
        vector.extend([self.unique, self.cost_from_weight, has_limit].map(Fr::from));
        vector.push(Fr::from(limit));
        vector.extend((0..instance.values as u64).map(price));
        Some(vector)
    }
}

/// What a transcript is of, and what cannot be computed from the votes.
struct Told {
    instance: &'static Instance,
    /// The vector of the circuit's parameters.
    params: Vec<Fr>,
    /// In hex; the opening's is the last.
    proofs: Vec<String>,
    /// The whole document, its rules left out.
    document: Value,
}

fn read_transcript(text: &[u8], params: &Params, scope: &Fr) -> Res<Told> {
    let malformed = || Refused::new("audit/rollup", "rollup.json is not a rollup's transcript");
    let mut document = strict(text, MOST_TRANSCRIPT).ok_or_else(malformed)?;
    let name = document["instance"].as_str().ok_or_else(malformed)?;
    let instance = INSTANCES.iter().find(|instance| instance.name == name).ok_or_else(malformed)?;
    let rules = Rules::read(&document["ballot"]).ok_or_else(malformed)?;
    let right = Rules::of(params).vector(instance, scope);
    let same = right.is_some() && rules.vector(instance, scope) == right;
    ensure!(same, "audit/rollup", "the transcript counts by other rules than the process's");
    let proof = |value: &Value| value["proof"].as_str().map(str::to_owned);
    let batches = document["batches"].as_array().ok_or_else(malformed)?;
    let mut proofs = batches.iter().map(proof).collect::<Option<Vec<_>>>().ok_or_else(malformed)?;
    proofs.push(proof(&document["opening"]).ok_or_else(malformed)?);
    document["ballot"] = Value::Null;
    if document["version"].as_f64() == Some(1.0) {
        document["version"] = json!(1);
    }
    Ok(Told { instance, params: right.expect("it is right"), proofs, document })
}

/// A tally circuit's key, the hash of its file, and its kind.
fn read_key(bundle: &Bundle, file: &str, signals: usize, insecure: bool) -> Res<(Key, B32, String)> {
    let text = bundle.file(file).expect("all files of a rollup are there");
    let key = Key::read(text, signals)?;
    let kind = kind_of(&key).to_owned();
    ensure!(
        insecure || !is_insecure(&kind),
        "audit/rollup",
        "{file} is insecure ({kind}): anyone may be able to forge a count"
    );
    Ok((key, sha256(&[text]), kind))
}

/// The votes that count, sorted by nullifier.
fn slots(process: &Process, published: &Published) -> Res<Vec<Slot>> {
    let params = &process.declaration.params;
    let Some(counted) = &process.counted else { return no("the process was not counted") };
    let mut sorted = vec![];
    for (index, entry) in process.log.iter().enumerate() {
        if process.counting[&entry.voter] != index {
            continue;
        }
        let parts = (scalar(&entry.voter), scalar(&entry.vote_hash), scalar(&entry.envelope_hash));
        let (Some(nullifier), Some(vote_hash), Some(envelope_hash)) = parts else {
            return no("a vote cannot be put in a slot");
        };
        let right = nullifier != Fr::ZERO && entry.nonce as u64 <= params.max_overwrites;
        ensure!(right, "audit/rollup", "a vote cannot be put in a slot");
        let shown = published.get(&entry.vote_hash).filter(|(voter, _)| *voter == entry.voter);
        let ballot = counted.ballots[index].clone().or_else(|| shown.map(|(_, votes)| votes.clone()));
        let ballot = ballot.filter(|votes| votes.len() as u64 == params.max_count);
        sorted.push((entry.voter, Slot { nullifier, weight: entry.weight, vote_hash, envelope_hash, ballot }));
    }
    sorted.sort_by_key(|(voter, _)| *voter);
    Ok(sorted.into_iter().map(|(_, slot)| slot).collect())
}

/// Refusal: `audit/rollup` unless each proof of the transcript holds.
fn check_proofs(told: &Told, plan: &Plan, batch_key: &Key, open_key: &Key) -> Res<()> {
    let read = |hex: &String| Proof::read(&<[u8; PROOF_BYTES]>::try_from(from_hex(hex)?).ok()?);
    let proofs: Option<Vec<Proof>> = told.proofs.iter().map(read).collect();
    let Some(mut proofs) = proofs else { return no("a proof is malformed") };
    let opening = Claim { proof: proofs.pop().expect("the opening's"), signals: vec![plan.state, plan.z, plan.y] };
    let signals = plan.batches.iter().map(|it| vec![it.commitment, it.before, it.after, it.z, it.y]);
    let claims: Vec<Claim> = proofs.into_iter().zip(signals).map(|(proof, signals)| Claim { proof, signals }).collect();
    let bad = wrong(batch_key, &claims.iter().collect::<Vec<_>>());
    ensure!(bad.is_empty(), "audit/rollup", "the proofs of these batches are not valid: {bad:?}");
    ensure!(wrong(open_key, &[&opening]).is_empty(), "audit/rollup", "the proof of the opening is not valid");
    Ok(())
}

/// Refusal: `audit/rollup` unless the census proof of each vote that was put on chain holds.
fn check_included(process: &Process, included: &[Cast], key: Option<&Key>, scope: &Fr) -> Res<()> {
    let root = scalar_hex(&process.declaration.params.census_root);
    let claim = |vote: &Cast| {
        let weight = u128::from_be_bytes(vote.weight[16..].try_into().expect("16 bytes"));
        let right = vote.weight[..16] == [0; 16] && weight > 0 && vote.nonce <= 255;
        right.then_some(())?;
        let envelope = hash_to_field(&[&vote.nonce.to_be_bytes(), &vote.keys, &vote.package]);
        let (nullifier, vote_hash) = (scalar(&vote.nullifier)?, scalar(&vote.vote_hash)?);
        let signals = vec![nullifier, root?, *scope, vote_hash, Fr::from(weight), envelope];
        Some(Claim { proof: Proof::read(&vote.proof)?, signals })
    };
    let claims: Option<Vec<Claim>> = included.iter().map(claim).collect();
    let Some(claims) = claims else { return no("a vote that was put on chain is malformed") };
    let Some(key) = key else { return no("there is no key of the votes") };
    let bad = wrong(key, &claims.iter().collect::<Vec<_>>());
    ensure!(
        bad.is_empty(),
        "audit/rollup",
        "{} census proofs of votes that were put on chain are not valid",
        bad.len()
    );
    Ok(())
}

pub fn check_rollup(
    bundle: &Bundle,
    genesis: &Genesis,
    process: &Process,
    census_key: Option<&Key>,
    insecure: bool,
    report: &mut Report,
) -> Res<()> {
    let params = &process.declaration.params;
    let Some((chain, _)) = genesis.evm.as_ref().filter(|_| process.rollup == Rollup::Included) else {
        return no("no rollup was opened for this process, as the oracles saw it");
    };
    let scope = process.declaration.scope(&process.id, 0);
    let file = |name: &str| bundle.file(name).expect("all files of a rollup are there");
    let told = read_transcript(file("rollup.json"), params, &scope)?;
    let (batch_key, batch_hash, batch_kind) = read_key(bundle, "rollup-batch-key.json", 5, insecure)?;
    let (open_key, open_hash, open_kind) = read_key(bundle, "rollup-open-key.json", 3, insecure)?;
    let transactions = read_lines(file("rollup-transactions.jsonl"))?;
    let slots = slots(process, &published(&transactions, params.max_count)?)?;
    let plan = plan(told.instance, params, &process.id, &told.params, &slots);
    let expected = transcript(&plan, told.instance, &process.id, &scope, &told.proofs);
    ensure!(
        told.proofs.len() == plan.batches.len() + 1 && expected.to_string() == told.document.to_string(),
        "audit/rollup",
        "the transcript does not follow from these votes"
    );
    check_proofs(&told, &plan, &batch_key, &open_key)?;
    let (batch_key, open_key, chain) = (batch_hash, open_hash, *chain as u64);
    let expected = Expected { process, chain, batch_key, open_key, proofs: &told.proofs, plan: &plan };
    let evidence = read_evidence(&transactions, &expected)?;
    check_included(process, &evidence.included, census_key, &scope)?;
    let seen: HashSet<(B32, B32, B32, u64)> =
        evidence.included.iter().map(|it| (it.nullifier, it.weight, it.vote_hash, it.nonce)).collect();
    let unseen = process.included.iter().map(|index| &process.log[*index]);
    let unseen =
        unseen.filter(|it| !seen.contains(&(it.voter, word(it.weight), it.vote_hash, it.nonce as u64))).count();
    tell(&plan, process, &evidence, unseen, is_insecure(&batch_kind) || is_insecure(&open_kind), report);
    Ok(())
}

fn tell(plan: &Plan, process: &Process, evidence: &Evidence, unseen: usize, insecure: bool, report: &mut Report) {
    let counted = format!(
        "The rollup's transcript counts these {} in {}, with these results; its {} hold.",
        many(plan.votes, "vote"),
        if plan.batches.len() == 1 {
            "1 batch".to_owned()
        } else {
            format!("{} batches", grouped(plan.batches.len() as u64))
        },
        many(plan.batches.len() as u64 + 1, "proof"),
    );
    let brought = match process.included.len() {
        0 => String::new(),
        count => format!(" {} came through the EVM.", many(count as u64, "vote")),
    };
    let opening = if evidence.opened {
        "The process's entity opened the rollup with these keys."
    } else {
        "The opening of the rollup is not in the bundle: whether it was opened with these keys was not checked."
    };
    let missing = match unseen {
        0 => String::new(),
        count => format!(
            " The transactions of {} of them are not in the bundle: their proofs were not checked.",
            grouped(count as u64)
        ),
    };
    let warning = if insecure { " INSECURE keys: anyone may be able to forge a count." } else { "" };
    let posted = many(evidence.transactions as u64, "transaction");
    let text = format!("{counted}{brought} {opening} One account posted exactly this, in {posted}.{missing}{warning}");
    if !evidence.opened || unseen > 0 {
        return report.unchecked("rollup", text);
    }
    let figures = json!({
        "votes": plan.votes,
        "batches": plan.batches.len(),
        "votesDigest": hex(&plan.digest),
        "transactions": evidence.transactions,
        "fromEvm": process.included.len(),
        "opened": evidence.opened,
    });
    report.ok("rollup", text, figures);
}
