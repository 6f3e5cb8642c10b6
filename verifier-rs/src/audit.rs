//! The audit of a bundle: the checks in their order, until the first that is wrong.
use serde_json::json;

use crate::container::Bundle;
use crate::machine::{Evidence, Machine};
use crate::options::Options;
use crate::record_checks::{
    check_ballots, check_count, check_log, check_path, check_record, check_signed, replay_lines,
};
use crate::refuse::{Refused, Res};
use crate::replay::replay;
use crate::report::Report;
use crate::rollup::check_rollup;
use crate::static_checks::{check_census, check_chain, check_key, check_process, read_censuses};

pub struct Audited {
    pub report: Report,
    /// The results document, if nothing is wrong.
    pub results: Option<String>,
    pub votes: u64,
}

/// A refusal, and the line that it makes wrong.
type Line<T> = Result<T, (&'static str, Refused)>;

/// Names the line of a refusal.
fn of<T>(check: &'static str, result: Res<T>) -> Line<T> {
    result.map_err(|refused| (check, refused))
}

/// Audits a bundle whose container was read.
pub fn audit(bundle: &Bundle, options: &Options) -> Audited {
    let mut report = Report::default();
    let done = checks(bundle, options, &mut report);
    let (results, votes) = match done {
        Ok(done) => done,
        Err((check, refused)) => {
            report.wrong(check, refused);
            (None, 0)
        }
    };
    finish(&mut report);
    Audited { report, results, votes }
}

/// Adds the lines of what was not checked.
pub fn finish(report: &mut Report) {
    let wrong = report.wrong_line().is_some();
    report.complete(|check| match check {
        _ if wrong => "Not checked, because an earlier line is wrong.",
        "rollup" => "No rollup settled this count, or its transcript is not in the bundle.",
        "receipt" => "This verifier does not check receipts.",
        "contract" => "The contracts on the EVM were not asked.",
        "code" => "The circuits were not compiled again.",
        "setup" => "The setup of the keys was not replayed.",
        _ => "The pages on which people voted were not compared.",
    });
}

fn checks(bundle: &Bundle, options: &Options, report: &mut Report) -> Line<(Option<String>, u64)> {
    let files = bundle.entries.len() + 1;
    report.ok(
        "file",
        format!(
            "The file is whole: {files} files have the hashes in its manifest. Its own SHA-256 is {}.",
            &bundle.hash_text()[2..]
        ),
        json!({ "sha256": bundle.hash_text(), "files": files }),
    );
    let genesis = of("chain", check_chain(bundle, options, report))?;
    let declaration = of("process", check_process(bundle, &genesis, options, report))?;
    let key = of("key", check_key(bundle, &genesis, &declaration, options.insecure, report))?;
    let censuses = of("census", read_censuses(bundle, &genesis, &declaration))?;
    let told = of("record", check_path(bundle, &genesis))?;
    let mut machine = Machine::new(&genesis, Evidence::Together);
    machine.queue.key = key;
    let counts = replay(bundle, &declaration, &mut machine)?;
    let Some(number) = machine.numbers.get(&bundle.process).copied() else {
        let why = "the process was never declared: too few oracles attest it";
        return Err(("history", Refused::new("audit/history", why)));
    };
    machine.processes[number].number = told.index; // other processes of the chain are not in the bundle
    let process = &machine.processes[number];
    of("census", check_census(&declaration, &censuses, process, report))?;
    replay_lines(process, &counts, report);
    of("log", check_log(process, &told, report))?;
    of("record", check_record(process, &told, report))?;
    of("signed", check_signed(bundle, &machine, &told, options, report))?;
    of("ballots", check_ballots(bundle, process, report))?;
    of("count", check_count(bundle, process, report))?;
    if bundle.file("rollup.json").is_some() {
        let key = machine.queue.key.as_ref();
        of("rollup", check_rollup(bundle, &genesis, process, key, options.insecure, report))?;
    }
    Ok((process.counted.as_ref().map(|counted| counted.results.clone()), counts.votes))
}
