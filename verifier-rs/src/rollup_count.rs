//! A rollup computed from the votes: its batches, states, public signals and transcript. docs/rollup.md has the encodings.
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, PrimeField};
use num_bigint::BigUint;
use serde_json::{Value, json};

use crate::bytes::{B32, ZERO_32, hex, keccak256, word};
use crate::count::Tally;
use crate::declaration::Params;
use crate::field::{big, hash_to_field, poseidon, scalar_bytes};

/// A size of the tally circuits.
pub struct Instance {
    pub name: &'static str,
    pub slots: usize,
    pub fields: usize,
    pub values: usize,
}

pub const INSTANCES: [Instance; 2] = [
    Instance { name: "tally-64", slots: 64, fields: 8, values: 16 },
    Instance { name: "tally-8", slots: 8, fields: 4, values: 4 },
];

/// A vote that counts, as a slot has it.
pub struct Slot {
    pub nullifier: Fr,
    pub weight: u128,
    pub vote_hash: Fr,
    pub envelope_hash: Fr,
    /// The values, if the ballot was opened and has as many as the process has fields.
    pub ballot: Option<Vec<u8>>,
}

pub struct Batch {
    pub leaves: Vec<Fr>,
    pub bitmap: u64,
    pub commitment: Fr,
    pub before: Fr,
    pub after: Fr,
    pub z: Fr,
    pub y: Fr,
}

pub struct Plan {
    pub batches: Vec<Batch>,
    pub votes: u64,
    pub invalid: Fr,
    /// By field and value of the instance.
    pub results: Vec<Vec<Fr>>,
    pub digest: B32,
    pub state: Fr,
    pub z: Fr,
    pub y: Fr,
}

fn chain(elements: &[Fr]) -> Fr {
    elements.chunks(7).fold(Fr::ZERO, |sum, link| {
        let mut inputs = [Fr::ZERO; 8];
        inputs[0] = sum;
        inputs[1..=link.len()].copy_from_slice(link);
        poseidon(&inputs)
    })
}

fn tree_root(leaves: &[Fr]) -> Fr {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = level.chunks(8).map(poseidon).collect();
    }
    level[0]
}

fn words(elements: &[Fr]) -> Vec<u8> {
    elements.iter().flat_map(scalar_bytes).collect()
}

fn evaluate(vector: &[Fr], z: Fr) -> Fr {
    vector.iter().rev().fold(Fr::ZERO, |sum, element| sum * z + element)
}

/// The results so far, over all fields and values of the instance.
fn results(instance: &Instance, tally: &Tally) -> Vec<Vec<Fr>> {
    let count = |field: usize, value: usize| {
        let found = tally.counts.get(field).and_then(|row| row.get(value));
        found.map_or(Fr::ZERO, |count| big(count).expect("a sum of weights is below r"))
    };
    (0..instance.fields).map(|field| (0..instance.values).map(|value| count(field, value)).collect()).collect()
}

fn state(instance: &Instance, tally: &Tally, last: Fr, votes: u64) -> Fr {
    let number = BigUint::from(last.into_bigint());
    let low = (BigUint::from(1u8) << 127u32) - 1u8;
    let part = |value: BigUint| big(&value).expect("a limb has 127 bits");
    let mut elements = vec![big(&tally.invalid).expect("a sum of weights is below r")];
    elements.extend(results(instance, tally).concat());
    poseidon(&[part(&number >> 127u32), part(number & low), Fr::from(votes), chain(&elements)])
}

/// Counts votes that are sorted by nullifier. @param `params` the vector that the circuit takes
pub fn plan(instance: &Instance, rules: &Params, process: &B32, params: &[Fr], votes: &[Slot]) -> Plan {
    let mut tally = Tally::new(rules);
    let (mut last, mut count, mut digest) = (Fr::ZERO, 0, ZERO_32);
    let mut before = state(instance, &tally, last, 0);
    let mut batches = vec![];
    for (index, group) in votes.chunks(instance.slots).enumerate() {
        let mut leaves = vec![Fr::ZERO; instance.slots];
        let mut bitmap = 0;
        for (i, vote) in group.iter().enumerate() {
            leaves[i] = poseidon(&[vote.nullifier, Fr::from(vote.weight), vote.vote_hash, vote.envelope_hash]);
            bitmap |= (vote.ballot.is_some() as u64) << i;
            tally.add(vote.ballot.as_deref(), vote.weight);
            last = vote.nullifier;
            count += 1;
        }
        let commitment = poseidon(&[tree_root(&leaves), chain(params)]);
        let after = state(instance, &tally, last, count);
        let shown = [leaves.as_slice(), &[Fr::from(bitmap)]].concat();
        let vector = [shown.as_slice(), params].concat();
        let hash = keccak256(&[&words(&vector)]);
        let signals = words(&[commitment, before, after]);
        let z = hash_to_field(&[process, &word(index as u128), &hash, &signals]);
        digest = keccak256(&[&digest, &words(&shown)]);
        batches.push(Batch { leaves, bitmap, commitment, before, after, z, y: evaluate(&vector, z) });
        before = after;
    }
    let invalid = big(&tally.invalid).expect("a sum of weights is below r");
    let results = results(instance, &tally);
    let vector = [&[Fr::from(count), invalid], results.concat().as_slice()].concat();
    let z = hash_to_field(&[&keccak256(&[&words(&vector)]), &scalar_bytes(&before)]);
    Plan { batches, votes: count, invalid, results, digest, state: before, z, y: evaluate(&vector, z) }
}

pub fn text(value: &Fr) -> String {
    BigUint::from(value.into_bigint()).to_string()
}

/// The transcript of a plan, without its ballot rules. @param `proofs` in hex, the opening's last
pub fn transcript(plan: &Plan, instance: &Instance, process: &B32, scope: &Fr, proofs: &[String]) -> Value {
    let batch = |(batch, proof): (&Batch, &String)| {
        json!({
            "leaves": batch.leaves.iter().map(text).collect::<Vec<_>>(),
            "bitmap": batch.bitmap.to_string(),
            "commitment": text(&batch.commitment),
            "stateBefore": text(&batch.before),
            "stateAfter": text(&batch.after),
            "z": text(&batch.z),
            "y": text(&batch.y),
            "proof": proof,
        })
    };
    json!({
        "version": 1,
        "instance": instance.name,
        "processId": hex(process),
        "scope": text(scope),
        "ballot": null,
        "voteCount": plan.votes.to_string(),
        "invalid": text(&plan.invalid),
        "results": plan.results.iter().map(|row| row.iter().map(text).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "votesDigest": hex(&plan.digest),
        "batches": plan.batches.iter().zip(proofs).map(batch).collect::<Vec<_>>(),
        "opening": {
            "state": text(&plan.state),
            "z": text(&plan.z),
            "y": text(&plan.y),
            "proof": proofs.last(),
        },
    })
}
