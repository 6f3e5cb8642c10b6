//! The checks that need no replay: the chain, the process, the key of the proofs, the census.
use serde_json::{Value, json};

use crate::bytes::{B32, hex, sha3_256, sha256};
use crate::census::{Snapshot, read_snapshot};
use crate::container::Bundle;
use crate::declaration::{AUTHORITY, Declaration, content_uri, is_tree};
use crate::documents::{process_text, transaction};
use crate::ensure;
use crate::genesis::{self, Genesis};
use crate::groth16::Key;
use crate::json::strict;
use crate::options::Options;
use crate::process::Process;
use crate::refuse::{Refused, Res, refuse};
use crate::report::{Report, grouped, many, visible};
use crate::tx::{self, Statement, Tx};

/// The most bytes of a genesis document.
const MOST_GENESIS: usize = 1 << 20;
const MOST_TRANSCRIPT: usize = 1 << 28;

pub fn check_chain(bundle: &Bundle, options: &Options, report: &mut Report) -> Res<Genesis> {
    let text = bundle.file("genesis.json").expect("it is always there");
    ensure!(text.len() <= MOST_GENESIS, "audit/chain", "genesis.json has more than {MOST_GENESIS} bytes");
    let genesis = genesis::read(text)?;
    ensure!(genesis.hash == bundle.genesis_hash, "audit/chain", "the manifest names another chain than genesis.json");
    let given = options.genesis_hash.is_none_or(|hash| hash == genesis.hash);
    ensure!(given, "audit/chain", "the bundle is of another chain than the one whose genesis hash was given");
    let known = if options.genesis_hash.is_some() {
        "It is the chain that was given"
    } else {
        "Compare its hash with the published one"
    };
    let (oracles, validators) = (genesis.lists.oracles.len() as u64, genesis.lists.validators.len() as u64);
    report.ok(
        "chain",
        format!(
            "The chain {}: {} of {} must agree, {}. {known}.",
            hex(&genesis.hash),
            genesis.lists.quorum,
            many(oracles, "oracle"),
            many(validators, "validator")
        ),
        json!({ "genesisHash": hex(&genesis.hash), "oracles": oracles, "quorum": genesis.lists.quorum, "validators": validators }),
    );
    Ok(genesis)
}

/// The declaration in the first attestation that declares the process; nothing of it is checked yet.
pub fn find_declaration(bundle: &Bundle) -> Res<Option<Declaration>> {
    for line in bundle.lines("transactions.jsonl")? {
        let Some((_, bytes)) = transaction(&line?) else { continue };
        let Ok(Tx::Attest(attestation)) = tx::read(&bytes) else { continue };
        if let Statement::Declared(declaration, _) = attestation.statement
            && attestation.subject == bundle.process
        {
            return Ok(Some(*declaration));
        }
    }
    Ok(None)
}

pub fn check_process(bundle: &Bundle, genesis: &Genesis, options: &Options, report: &mut Report) -> Res<Declaration> {
    let id = &bundle.process;
    let given = options.process.is_none_or(|given| given == *id);
    ensure!(given, "audit/process", "the bundle is of the process {}, not of the one that was given", hex(id));
    let Some(declaration) = find_declaration(bundle)? else {
        return refuse("audit/process", format!("no attestation in the bundle declares the process {}", hex(id)));
    };
    ensure!(
        declaration.id(genesis)? == *id,
        "audit/process",
        "the process's id does not follow from its entity, its number and its chain"
    );
    ensure!(
        bundle.file("process.json") == Some(process_text(id, &declaration).as_bytes()),
        "audit/process",
        "process.json is not the process that was declared"
    );
    let metadata = bundle.file("metadata");
    let questions = match (content_uri(&declaration.params.metadata).flatten(), metadata) {
        (None, Some(_)) => return refuse("audit/process", "the process names no hash for the metadata file"),
        (None, None) => "It names no hash of its questions",
        (Some(_), None) => "Its questions are not in the bundle",
        (Some(hash), Some(bytes)) => {
            ensure!(
                sha3_256(bytes) == hash,
                "audit/process",
                "the metadata file is not the one that the process names"
            );
            "Its questions have the hash that it names"
        }
    };
    let it = &declaration.params;
    let kind = if it.anonymous() { "anonymous" } else { "by name" };
    let form = if it.sealed() { "sealed" } else { "in the clear" };
    report.ok(
        "process",
        format!(
            "The process {}: votes are {kind}, {form}; {} of {} with values up to {}. {questions}.",
            hex(id),
            many(it.questions(), "question"),
            many(it.max_count, "field"),
            it.max_value
        ),
        json!({ "processId": hex(id), "anonymous": it.anonymous(), "sealed": it.sealed(), "metadata": metadata.is_some() }),
    );
    Ok(declaration)
}

const SIGNALS: usize = 6;
const UNKNOWN: &str = "unknown";

/// The kind that a key's transcript states. Refusal: `audit/key`.
fn transcript_kind(text: &[u8], key_hash: &B32) -> Res<String> {
    let value = strict(text, MOST_TRANSCRIPT).unwrap_or_default();
    ensure!(value["verificationKeySha256"] == hex(key_hash)[2..], "audit/key", "the transcript is of another key");
    match value.get("keyKind") {
        None => Ok(UNKNOWN.to_owned()),
        Some(Value::String(kind)) => Ok(kind.clone()),
        Some(_) => refuse("audit/key", "the transcript states no kind of key"),
    }
}

pub fn is_insecure(kind: &str) -> bool {
    !matches!(kind, "ceremony" | UNKNOWN)
}

/// The kind that a key's file states, or that its points show.
pub fn kind_of(key: &Key) -> &str {
    if key.is_forgeable() { "forgeable-INSECURE" } else { key.kind.as_deref().unwrap_or(UNKNOWN) }
}

/// A key's kind, from its file and its transcript: the file may leave out that the key is insecure. Refusal: `audit/key`.
fn key_kind(own: &str, transcript: Option<&str>, insecure: bool) -> Res<String> {
    let kind = transcript.filter(|kind| !is_insecure(own) && is_insecure(kind)).unwrap_or(own);
    let shown = visible(kind);
    ensure!(
        insecure || !is_insecure(kind),
        "audit/key",
        "the process's key is insecure ({shown}): anyone may be able to forge votes"
    );
    Ok(shown)
}

pub fn check_key(
    bundle: &Bundle,
    genesis: &Genesis,
    declaration: &Declaration,
    insecure: bool,
    report: &mut Report,
) -> Res<Option<Key>> {
    let count =
        bundle.names().filter(|name| name.ends_with(".vkey.json") || name.ends_with(".transcript.json")).count();
    if !declaration.params.anonymous() {
        ensure!(count == 0, "audit/key", "votes are by name, but the bundle has a key of proofs");
        report.ok("key", "Votes are by name: there are no proofs, and no key of proofs.", json!({}));
        return Ok(None);
    }
    let Some(named) = declaration.census_key(genesis) else {
        return refuse("audit/key", "the process names a key that the genesis document does not have");
    };
    let circuit = &named.circuit;
    let transcript = bundle.file(&format!("{circuit}.transcript.json"));
    let Some(file) =
        bundle.file(&format!("{circuit}.vkey.json")).filter(|_| count == 1 + transcript.is_some() as usize)
    else {
        return refuse("audit/key", format!("the bundle does not have exactly the key of {circuit}"));
    };
    ensure!(
        sha256(&[file]) == named.key_hash,
        "audit/key",
        "the verification key of {circuit} is not the one that the process names"
    );
    let key = Key::read(file, SIGNALS)?;
    let own = kind_of(&key);
    let stated = transcript.map(|text| transcript_kind(text, &named.key_hash)).transpose()?;
    let kind = key_kind(own, stated.as_deref(), insecure)?;
    let made = match &stated {
        None => "How it was made is not in the bundle".to_owned(),
        Some(stated) => format!("Its transcript calls it {}", visible(stated)),
    };
    let warning = if is_insecure(&kind) {
        format!(" INSECURE ({kind}): anyone may be able to forge votes.")
    } else {
        String::new()
    };
    report.ok(
        "key",
        format!("The key of the proofs ({circuit}) is the one that the process and the chain name. {made}.{warning}"),
        json!({ "circuit": circuit, "keyHash": hex(&named.key_hash), "keyKind": kind, "transcript": transcript.is_some() }),
    );
    Ok(Some(key))
}

pub fn read_censuses(bundle: &Bundle, genesis: &Genesis, declaration: &Declaration) -> Res<Vec<Snapshot>> {
    let names: Vec<&str> = bundle.names().filter(|name| name.ends_with(".pspc")).collect();
    ensure!(
        names.is_empty() || is_tree(declaration.params.origin),
        "audit/census",
        "the bundle has a census file, but the process's voters are not in a tree"
    );
    let key = declaration.census_key(genesis).filter(|_| !declaration.params.pre_register());
    let read = |name: &&str| {
        let file = bundle.file(name).expect("it is in the manifest");
        let right = key.is_none_or(|key| file.get(6) == Some(&(key.depth as u8)));
        ensure!(right, "audit/census", "{name} has another depth than the circuit of the process");
        read_snapshot(file).map_err(|refused| Refused::new("audit/census", format!("{name}: {}", refused.why)))
    };
    names.iter().map(read).collect()
}

pub fn check_census(
    declaration: &Declaration,
    censuses: &[Snapshot],
    process: &Process,
    report: &mut Report,
) -> Res<()> {
    let registered = process.registry.list.len() as u64;
    let more = if declaration.params.pre_register() {
        format!(" {} registered.", many(registered, "voter"))
    } else {
        String::new()
    };
    if censuses.is_empty() {
        let figures = json!({ "registered": registered });
        match declaration.params.origin {
            origin if is_tree(origin) => report.unchecked("census", format!("The census is not in the bundle: each vote was checked against its root, but who is in it was not.{more}")),
            AUTHORITY => report.ok("census", format!("An authority certifies the voters: each vote has its certificate, and there is no list.{more}"), figures),
            _ => report.ok("census", format!("The voters hold a token: each vote has the proof of its balance in one block.{more}"), figures),
        }
        return Ok(());
    }
    let roots = &process.censuses;
    ensure!(
        censuses.len() == roots.len(),
        "audit/census",
        "the process had {} census roots, and the bundle has {} census files",
        roots.len(),
        censuses.len()
    );
    for (i, (census, root)) in censuses.iter().zip(roots).enumerate() {
        ensure!(hex(&census.root) == *root, "audit/census", "census-{i}.pspc is not the census that the process had");
    }
    let last = censuses.last().expect("not empty");
    let changes = censuses.len() as u64 - 1;
    let changed = if changes > 0 { format!(" It was changed {}.", many(changes, "time")) } else { String::new() };
    report.ok(
        "census",
        format!("The census has {} with {} in weight, built again from its entries.{changed}{more}", many(last.voters, "voter"), grouped(last.weight)),
        json!({ "censuses": censuses.len(), "voters": last.voters, "weight": last.weight.to_string(), "registered": registered }),
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVELOPMENT: &str = "development-INSECURE";

    #[test]
    fn a_key_is_as_insecure_as_its_transcript_says() {
        for secure in [None, Some(UNKNOWN), Some("ceremony")] {
            assert_eq!(key_kind(UNKNOWN, secure, false).expect("it is taken"), UNKNOWN);
            assert_eq!(key_kind(DEVELOPMENT, secure, true).expect("it is taken"), DEVELOPMENT);
            assert_eq!(key_kind(DEVELOPMENT, secure, false).expect_err("it is refused").code, "audit/key");
        }
        assert_eq!(key_kind(UNKNOWN, Some(DEVELOPMENT), true).expect("it is taken"), DEVELOPMENT);
        for insecure in [DEVELOPMENT, "", "Ceremony"] {
            assert_eq!(key_kind(UNKNOWN, Some(insecure), false).expect_err("it is refused").code, "audit/key");
        }
    }

    #[test]
    fn a_transcript_states_a_kind_of_its_key() {
        let hash = [7; 32];
        let own = hex(&hash)[2..].to_owned();
        let kind = |members: &str| transcript_kind(format!("{{{members}}}").as_bytes(), &hash).ok();
        let named = |more: &str| kind(&format!(r#""verificationKeySha256":"{own}"{more}"#));
        assert_eq!(named("").as_deref(), Some(UNKNOWN));
        assert_eq!(named(r#","keyKind":"ceremony""#).as_deref(), Some("ceremony"));
        for other in
            [r#"["ceremony"]"#, r#"{"toString":5}"#, "null", "5", r#""development-INSECURE","keyKind":"ceremony""#]
        {
            assert_eq!(named(&format!(r#","keyKind":{other}"#)), None, "{other}");
        }
        assert_eq!(kind(&format!(r#""verificationKeySha256":["{own}"],"keyKind":"ceremony""#)), None);
        assert_eq!(kind(r#""keyKind":"ceremony""#), None);
        assert!(transcript_kind(b"null", &hash).is_err());
    }
}
