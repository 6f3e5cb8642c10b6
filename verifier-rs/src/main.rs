//! A second verifier of election bundles. It shares no code with Psephos: it was written from the project's documents.
mod attest;
mod audit;
mod blind;
mod bytes;
mod cbor;
mod census;
mod ceremony;
mod chain;
mod container;
mod count;
mod declaration;
mod documents;
mod eth;
mod facts;
mod field;
mod genesis;
mod groth16;
mod json;
mod keys;
mod machine;
mod merkle;
mod options;
mod package;
mod process;
mod record_checks;
mod refuse;
mod replay;
mod report;
mod ristretto;
mod rlp;
mod rollup;
mod rollup_calls;
mod rollup_count;
mod rollup_evidence;
mod seal;
mod static_checks;
mod token;
mod tx;
#[cfg(test)]
mod vectors;
mod vote;

use std::fs::{File, read};
use std::io::BufReader;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use serde_json::{Value, json};

use crate::audit::{Audited, audit, finish};
use crate::bytes::{B32, hex_array};
use crate::container::Bundle;
use crate::groth16::Key;
use crate::options::Options;
use crate::report::Report;

const USAGE: &str = "\
Checks an election bundle, as `psephos bundle make` writes it. The format and the lines are in docs/audit.md.

    psephos-verifier BUNDLE [--genesis-hash 0x…] [--process-id 0x…] [--root 0x…] [--insecure] [--threads N] [--json]
                     [--timing]
    psephos-verifier replay CHAIN [--key VKEY] [--json]

    --genesis-hash   the chain's genesis hash, as it was published
    --process-id     the process that the bundle has to be of
    --root           the state root at the bundle's height, if you know it: then no signature is needed
    --insecure       accept a key with which anyone may be able to forge votes: for tests and rehearsals
    --threads        threads that check; one for each processor if left out
    --json           the lines as one JSON document
    --timing         on standard error, the seconds and the votes a second, as JSON
    replay           a chain's blocks with their state roots, as JSON lines

Exit code 0: nothing is wrong; 1: the first wrong line says what; 2: the check could not be made.
";

/// What the command line asks for.
#[derive(Default)]
struct Asked {
    files: Vec<String>,
    options: Options,
    key: Option<String>,
    threads: usize,
    json: bool,
    timing: bool,
}

fn asked(arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        let hash =
            |text: String| hex_array::<32>(&text).ok_or(format!("{text} is not 0x and 64 lower-case hex digits"));
        match argument.as_str() {
            "--genesis-hash" => asked.options.genesis_hash = Some(hash(value()?)?),
            "--process-id" => asked.options.process = Some(hash(value()?)?),
            "--root" => asked.options.state_root = Some(hash(value()?)?),
            "--key" => asked.key = Some(value()?),
            "--threads" => {
                let text = value()?;
                asked.threads = text.parse().map_err(|_| format!("{text} is not a number of threads"))?;
            }
            "--insecure" => asked.options.insecure = true,
            "--json" => asked.json = true,
            "--timing" => asked.timing = true,
            _ if argument.starts_with("--") => return Err(format!("there is no option {argument}")),
            _ => asked.files.push(argument),
        }
    }
    Ok(asked)
}

fn failed(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}

fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => return failed(format!("{why}\n\n{USAGE}")),
    };
    if let Err(why) = rayon::ThreadPoolBuilder::new().num_threads(asked.threads).build_global() {
        return failed(why);
    }
    let files: Vec<&str> = asked.files.iter().map(String::as_str).collect();
    match files.as_slice() {
        ["replay", file] => replay_chain(&asked, file),
        [file] => audit_bundle(&asked, file),
        _ => failed(USAGE),
    }
}

fn audit_bundle(asked: &Asked, file: &str) -> ExitCode {
    let started = Instant::now();
    let opened = match Bundle::open(Path::new(file)) {
        Ok(opened) => opened,
        Err(why) => return failed(format!("{file} cannot be read: {why}")),
    };
    let (audited, sha256) = match &opened {
        Ok(bundle) => (audit(bundle, &asked.options), Some(bundle.sha256)),
        Err(refused) => {
            let mut report = Report::default();
            report.wrong("file", refused.clone());
            finish(&mut report);
            (Audited { report, results: None, votes: 0 }, None)
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    if asked.timing {
        let votes = audited.votes;
        eprintln!(
            "{}",
            json!({ "seconds": seconds, "votes": votes, "votesPerSecond": votes as f64 / seconds, "threads": rayon::current_num_threads() })
        );
    }
    tell(&audited, file, sha256, asked.json)
}

fn tell(audited: &Audited, file: &str, sha256: Option<B32>, as_json: bool) -> ExitCode {
    let wrong = audited.report.wrong_line();
    if as_json {
        let results: Option<Value> = audited.results.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let sha256 = sha256.map(|hash| bytes::digits(&hash));
        println!(
            "{}",
            json!({ "file": file, "ok": wrong.is_none(), "sha256": sha256, "lines": audited.report.json(), "results": results })
        );
    } else {
        print!("{}", audited.report.text());
        match wrong {
            Some(line) => println!("\nWrong: {}. Do not believe this result.", line.check),
            None => println!("\nNothing is wrong.\n{}", audited.results.as_deref().unwrap_or("There are no results.")),
        }
    }
    if wrong.is_some() { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn replay_chain(asked: &Asked, file: &str) -> ExitCode {
    let key = match &asked.key {
        None => None,
        Some(path) => match read(path)
            .map_err(|why| why.to_string())
            .and_then(|text| Key::read(&text, 6).map_err(|refused| refused.why))
        {
            Ok(key) => Some(key),
            Err(why) => return failed(format!("{path}: {why}")),
        },
    };
    let lines = match File::open(file) {
        Ok(opened) => BufReader::new(opened),
        Err(why) => return failed(format!("{file} cannot be read: {why}")),
    };
    let as_json = asked.json;
    let replayed = chain::replay(lines, key, |block| {
        if as_json {
            println!("{block}");
        }
    });
    match replayed {
        Ok(height) => {
            if !as_json {
                println!("{height} blocks, each with its state root.");
            }
            ExitCode::SUCCESS
        }
        Err(refused) => {
            eprintln!("{} ({})", refused.why, refused.code);
            ExitCode::from(1)
        }
    }
}
