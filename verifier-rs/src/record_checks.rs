//! What the replay gives beside what the bundle says: the record and its path, the signatures, the votes, the results.
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::json;

use crate::bytes::{B32, hex, keccak256};
use crate::cbor::{Cbor, decode};
use crate::container::Bundle;
use crate::documents::{Record, head, record, vote_line};
use crate::ensure;
use crate::genesis::Genesis;
use crate::machine::{Machine, state_root};
use crate::merkle;
use crate::options::Options;
use crate::process::Process;
use crate::refuse::{Res, refuse};
use crate::replay::Counts;
use crate::report::{Report, grouped, many};

/// Reads the record and leads it to its state root.
pub fn check_path(bundle: &Bundle, genesis: &Genesis) -> Res<Record> {
    let Some(told) = record(bundle.file("record.json").expect("it is always there")) else {
        return refuse("audit/record", "record.json is not in its form");
    };
    ensure!(told.height == bundle.height, "audit/record", "the manifest names another height than record.json");
    let processes = merkle::root_of_path(&merkle::leaf(&told.record), told.index, told.size, &told.path);
    let root = processes.map(|processes| state_root(&genesis.hash, told.height, &processes, &told.lists_hash));
    ensure!(root == Some(told.state_root), "audit/record", "the record of the process is not under this state root");
    Ok(told)
}

pub fn replay_lines(process: &Process, counts: &Counts, report: &mut Report) {
    let Counts { votes, replaced: _, registrations, attestations, messages } = *counts;
    let mut parts = vec![format!(
        "{} of oracles {} {} of the process",
        many(attestations, "attestation"),
        if attestations == 1 { "makes" } else { "make" },
        many(process.sequence, "event")
    )];
    parts.extend((registrations > 0).then(|| many(registrations, "registration")));
    parts.extend((messages > 0).then(|| format!("{} of keykeepers", many(messages, "message"))));
    report.ok(
        "history",
        format!("{}: each is signed, and came when the rules take it.", parts.join(", ")),
        json!({ "votes": votes, "registrations": registrations, "attestations": attestations, "messages": messages, "events": process.sequence }),
    );
    let included = process.log.len() as u64 - votes;
    let more =
        if included > 0 { format!(" {} came through the EVM.", many(included, "more vote")) } else { String::new() };
    report.ok(
        "votes",
        format!("{}, each cast while the process took votes, and none twice.{more}", many(votes, "vote")),
        json!({ "votes": votes, "included": included, "startedAt": process.started_at, "endedAt": process.ended_at }),
    );
    let params = &process.declaration.params;
    let text = if params.anonymous() {
        let ballot = if params.sealed() { "" } else { ", and its ballot is the one that was proved" };
        format!(
            "{} verified: each vote is of somebody in the census, with no more than their weight{ballot}.",
            many(votes, "proof")
        )
    } else {
        format!("{} verified: each vote is its voter's, who may vote with this weight.", many(votes, "signature"))
    };
    report.ok("proofs", text, json!({ "proofs": votes, "included": included }));
}

/// Places in the record's list: log size, log root, voters, votes without a package.
const LOG: [usize; 4] = [17, 18, 19, 20];

fn fields(record: &[u8]) -> Res<Vec<Cbor>> {
    match decode(record, "the record")? {
        Cbor::List(fields) => Ok(fields),
        _ => refuse("audit/record", "the record is not a list of fields"),
    }
}

pub fn check_log(process: &Process, told: &Record, report: &mut Report) -> Res<()> {
    let (told, made) = (fields(&told.record)?, fields(&process.record())?);
    ensure!(
        LOG.iter().all(|i| told.get(*i) == made.get(*i)),
        "audit/log",
        "the votes in the bundle are not those of the chain: the record has another log"
    );
    report.ok(
        "log",
        format!(
            "The log of the process has these {} in this order: none is missing, added or exchanged.",
            many(process.log.len() as u64, "vote")
        ),
        json!({ "logSize": process.log.len(), "logRoot": hex(&process.log_root()) }),
    );
    Ok(())
}

pub fn check_record(process: &Process, told: &Record, report: &mut Report) -> Res<()> {
    ensure!(
        process.record() == told.record,
        "audit/record",
        "the transactions make another record of the process than the chain has"
    );
    report.ok(
        "record",
        format!("The record of the process is under the state root of block {}.", grouped(told.height)),
        json!({ "height": told.height, "stateRoot": hex(&told.state_root), "process": told.index, "processes": told.size }),
    );
    Ok(())
}

/// The most bytes of signatures: a chain has at most 256 validators, and each has a line of about 320 bytes.
const MOST_HEADS: usize = 1 << 17;

pub fn check_signed(
    bundle: &Bundle,
    machine: &Machine,
    told: &Record,
    options: &Options,
    report: &mut Report,
) -> Res<()> {
    let validators = &machine.lists.validators;
    let message =
        [b"Psephos state root v1".as_slice(), &machine.genesis.hash, &told.height.to_be_bytes(), &told.state_root]
            .concat();
    let bytes = bundle.file("heads.jsonl").expect("it is always there");
    ensure!(bytes.len() <= MOST_HEADS, "audit/signed", "heads.jsonl has more than {MOST_HEADS} bytes");
    let text = std::str::from_utf8(bytes).unwrap_or("?");
    ensure!(text.is_empty() || text.ends_with('\n'), "audit/signed", "heads.jsonl is not lines of text");
    let mut signed: Vec<B32> = vec![];
    for line in text.split_terminator('\n') {
        let Some(head) = head(line) else { return refuse("audit/signed", "a line of heads.jsonl is not in its form") };
        ensure!(
            signed.last().is_none_or(|last| *last < head.validator),
            "audit/signed",
            "the signatures are not in order, or a validator signed twice"
        );
        ensure!(
            head.height == told.height && head.state_root == told.state_root,
            "audit/signed",
            "a validator signed another state root"
        );
        let valid = VerifyingKey::from_bytes(&head.validator)
            .is_ok_and(|key| key.verify_strict(&message, &Signature::from_bytes(&head.signature)).is_ok());
        ensure!(
            validators.contains(&head.validator) && valid,
            "audit/signed",
            "a signature of the state root is not a validator's"
        );
        signed.push(head.validator);
    }
    let (count, all) = (signed.len() as u64, validators.len() as u64);
    let figures = json!({ "signatures": count, "validators": all, "stateRoot": hex(&told.state_root) });
    if let Some(expected) = options.state_root {
        ensure!(expected == told.state_root, "audit/signed", "the state root is not the one that was given");
        report.ok("signed", "The state root is the one that was given.", figures);
    } else if all == 0 {
        report.unchecked(
            "signed",
            format!(
                "The chain has no validators: compare the state root {} with one that you trust.",
                hex(&told.state_root)
            ),
        );
    } else {
        ensure!(
            3 * count > 2 * all,
            "audit/signed",
            "{count} of {all} validators signed the state root: that is not more than two thirds"
        );
        report.ok(
            "signed",
            format!("{} of {} signed the state root.", grouped(count), many(all, "validator")),
            figures,
        );
    }
    Ok(())
}

pub fn check_ballots(bundle: &Bundle, process: &Process, report: &mut Report) -> Res<()> {
    let mut compared = 0;
    for line in bundle.lines("votes.jsonl")? {
        ensure!(compared < process.log.len(), "audit/ballots", "votes.jsonl has more votes than the log");
        ensure!(
            line? == vote_line(process, compared),
            "audit/ballots",
            "vote {} in votes.jsonl is not the vote in the log",
            compared + 1
        );
        compared += 1;
    }
    ensure!(compared == process.log.len(), "audit/ballots", "votes.jsonl does not have all votes of the log");
    let all = compared as u64;
    match &process.counted {
        None => report.ok("ballots", format!("{} are in the log; none was opened, because none was counted.", many(all, "vote")), json!({ "votes": all })),
        Some(counted) => report.ok(
            "ballots",
            format!("{} count; {} were replaced by their voters. Every ballot was opened again; {} break a rule or did not open.", many(counted.size, "vote"), grouped(all - counted.size), grouped(counted.invalid)),
            json!({ "votes": all, "counted": counted.size, "replaced": all - counted.size, "invalid": counted.invalid }),
        ),
    }
    Ok(())
}

pub fn check_count(bundle: &Bundle, process: &Process, report: &mut Report) -> Res<()> {
    let told = bundle.file("results.json");
    let Some(counted) = &process.counted else {
        ensure!(told.is_none(), "audit/count", "the process was not counted, but the bundle has results");
        report.ok("count", "The process was canceled, or is not over: it has no results.", json!({ "counted": 0 }));
        return Ok(());
    };
    ensure!(told.is_some(), "audit/count", "the process was counted, but the bundle has no results");
    ensure!(
        told == Some(counted.results.as_bytes()),
        "audit/count",
        "the votes give other results than results.json has"
    );
    let hash = hex(&keccak256(&[counted.results.as_bytes()]));
    report.ok(
        "count",
        format!("{}, counted again, give the results in the bundle ({hash}).", many(counted.size, "vote")),
        json!({ "counted": counted.size, "resultsHash": hash }),
    );
    Ok(())
}
